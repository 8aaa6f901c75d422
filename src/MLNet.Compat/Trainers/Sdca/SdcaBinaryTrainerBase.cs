using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers of two classes by stochastic dual coordinate ascent.</summary>
public abstract class SdcaBinaryTrainerBase<TModelParameters> :
    SdcaTrainerBase<SdcaBinaryTrainerBase<TModelParameters>.BinaryOptionsBase, BinaryPredictionTransformer<TModelParameters>, TModelParameters>
    where TModelParameters : class
{
    private protected SdcaBinaryTrainerBase(IHostEnvironment env, BinaryOptionsBase options, ISupportSdcaClassificationLoss loss)
        : base(env, options, TrainerColumns.BooleanLabel(options.LabelColumnName))
    {
        Host.CheckNonEmpty(options.FeatureColumnName, "featureColumnName");
        Host.CheckNonEmpty(options.LabelColumnName, "labelColumnName");
        Loss = loss ?? new LogLoss();
        Info = new TrainerInfo();
    }

    public override TrainerInfo Info { get; }

    private protected override ISupportSdcaLoss Loss { get; }

    private protected override PredictionKind PredictionKind => PredictionKind.BinaryClassification;

    private protected override int CheckLabel(TrainingRows data)
    {
        TrainingChecks.CheckBinaryLabel(data);
        return 1;
    }

    private protected override SdcaSolver CreateSolver(TrainingRows data, RowIndex index, SdcaSettings settings, int functions)
    {
        float positive = TrainerOptions.PositiveInstanceWeight;
        return new SdcaScalarSolver(data, index, Loss, (label, weight) => label > 0 ? weight * positive : weight, settings);
    }

    private protected LinearBinaryModelParameters CreateLinear(SdcaModel model) => new(Host, FeatureVector.Compact(model.Weights[0]), model.Bias(0));

    private protected override BinaryPredictionTransformer<TModelParameters> MakeTransformer(TModelParameters model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name);

    /// <summary>Options of two classes.</summary>
    public class BinaryOptionsBase : OptionsBase
    {
        /// <summary>What rows of the positive class weigh more.</summary>
        public float PositiveInstanceWeight = 1;

        internal override void Check(IHostEnvironment env)
        {
            base.Check(env);
            env.CheckUserArg(PositiveInstanceWeight > 0, nameof(PositiveInstanceWeight), "Weight for positive instances must be positive");
        }
    }
}
