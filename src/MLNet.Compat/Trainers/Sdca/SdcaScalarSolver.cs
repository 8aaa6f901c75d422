using Microsoft.ML.Numeric;

namespace Microsoft.ML.Trainers;

/// <summary>Dual coordinate ascent of one linear function, for binary classification and regression.</summary>
internal sealed class SdcaScalarSolver(TrainingRows rows, RowIndex index, ISupportSdcaLoss loss, Func<float, float, float> rowWeight, SdcaSettings settings)
    : SdcaSolver(rows, index, loss, rowWeight, settings, functions: 1)
{
    private protected override int NormFactor => 1;

    private protected override void UpdateRow(TrainingCursor row, int index, float rowWeight)
    {
        float output = FeatureVector.Dot(Model.Weights[0], row.Features) + Model.Bias(0);
        float adjustment = BiasAdjustment(0);
        float dualUpdate = Loss.DualUpdate(output, row.Label, Duals[index], Invariants[index], Settings.Threads) - adjustment;
        Duals[index] += dualUpdate;
        Model.FreeBias[0] += adjustment * LambdaNInverse * rowWeight;
        Move(0, row.Features, dualUpdate * LambdaNInverse * rowWeight, shrinkBias: Settings.BiasLearningRate == 0);
    }

    private protected override (double Primal, double Dual) RowLoss(TrainingCursor row, int index)
    {
        float output = FeatureVector.Dot(Model.Weights[0], row.Features) + Model.Bias(0);
        return (Loss.Loss(output, row.Label), Loss.DualLoss(row.Label, Duals[index]));
    }
}
