using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a linear regression by stochastic dual coordinate ascent.</summary>
public sealed class SdcaRegressionTrainer :
    SdcaTrainerBase<SdcaRegressionTrainer.Options, RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    internal SdcaRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, options, TrainerColumns.SingleLabel(options.LabelColumnName))
    {
        Host.CheckNonEmpty(options.FeatureColumnName, "featureColumn");
        Host.CheckNonEmpty(options.LabelColumnName, "labelColumn");
        Loss = options.LossFunction ?? new SquaredLoss();
    }

    private protected override ISupportSdcaLoss Loss { get; }

    private protected override PredictionKind PredictionKind => PredictionKind.Regression;

    private protected override int DefaultThreads => Math.Min(2, Math.Max(1, Environment.ProcessorCount / 2));

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) => [TrainerColumns.Score];

    private protected override float DefaultL2(int iterations, long rows, int threads) => rows switch
    {
        > 10000 => 1e-04f,
        < 200 => 1e-02f,
        _ => 1e-03f,
    };

    private protected override int CheckLabel(TrainingRows data)
    {
        TrainingChecks.CheckRegressionLabel(data);
        return 1;
    }

    private protected override SdcaSolver CreateSolver(TrainingRows data, RowIndex index, SdcaSettings settings, int functions) =>
        new SdcaScalarSolver(data, index, Loss, (_, weight) => weight, settings);

    private protected override LinearRegressionModelParameters CreatePredictor(SdcaModel model) =>
        new(Host, FeatureVector.Compact(model.Weights[0]), model.Bias(0));

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(LinearRegressionModelParameters model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name);

    /// <summary>Options of regression.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Options with the defaults of regression.</summary>
        public Options()
        {
            ConvergenceTolerance = 0.01f;
            BiasLearningRate = 1;
        }

        /// <summary>What is minimized; null is the squared loss.</summary>
        public ISupportSdcaRegressionLoss LossFunction { get; set; }
    }
}
