using Microsoft.ML.Numeric;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Dual coordinate ascent of one linear function a class. Every row holds a dual variable for each class that is not its own,
/// for the margin of its own class over that one; its own class moves once, by the sum.
/// </summary>
internal sealed class SdcaMulticlassSolver(TrainingRows rows, RowIndex index, ISupportSdcaLoss loss, Func<float, float, float> rowWeight, SdcaSettings settings, int classes)
    : SdcaSolver(rows, index, loss, rowWeight, settings, classes)
{
    private readonly float[] _squaredNorms = new float[index.Size];

    private protected override int NormFactor => Model.Functions == 1 ? 1 : 2;

    private protected override void SetNorm(int index, float squaredNorm) => _squaredNorms[index] = squaredNorm;

    private protected override void UpdateRow(TrainingCursor row, int index, float rowWeight)
    {
        int label = (int)row.Label;
        int firstDual = index * Model.Functions;
        float labelOutput = Output(label, row);
        float labelDual = 0;
        float labelUpdate = 0;
        float labelAdjustment = 0;
        for (int other = 0; other < Model.Functions; other++)
        {
            if (other == label)
                continue;

            ref float dual = ref Duals[firstDual + other];
            float margin = labelOutput + labelUpdate * _squaredNorms[index] - Output(other, row);
            float adjustment = BiasAdjustment(other);
            float dualUpdate = Loss.DualUpdate(margin, 1, dual, Invariants[index], Settings.Threads) - adjustment;
            dual += dualUpdate;

            float update = dualUpdate * LambdaNInverse * rowWeight;
            labelDual -= dual;
            labelUpdate += update;
            Model.FreeBias[other] += adjustment * LambdaNInverse * rowWeight;
            labelAdjustment -= adjustment;
            Move(other, row.Features, -update, shrinkBias: Settings.BiasLearningRate == 0);
        }

        Duals[firstDual + label] = labelDual;
        Model.FreeBias[label] += labelAdjustment * LambdaNInverse * rowWeight;
        Move(label, row.Features, labelUpdate, shrinkBias: true);
    }

    private protected override (double Primal, double Dual) RowLoss(TrainingCursor row, int index)
    {
        int label = (int)row.Label;
        int firstDual = index * Model.Functions;
        float labelOutput = Output(label, row);
        double primal = 0;
        double dual = 0;
        for (int other = 0; other < Model.Functions; other++)
        {
            if (other == label)
                continue;
            primal += Loss.Loss(labelOutput - Output(other, row), 1);
            dual += Loss.DualLoss(1, Duals[firstDual + other]);
        }
        return (primal, dual);
    }

    private float Output(int function, TrainingCursor row) => FeatureVector.Dot(Model.Weights[function], row.Features) + Model.Bias(function);
}
