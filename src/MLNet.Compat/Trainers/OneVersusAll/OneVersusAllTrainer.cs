using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a classifier of two classes for each class against all others.</summary>
public sealed class OneVersusAllTrainer : MetaMulticlassTrainer<MulticlassPredictionTransformer<OneVersusAllModelParameters>, OneVersusAllModelParameters>
{
    internal const string LoadName = "OVA";

    private readonly ITrainerEstimator<ISingleFeaturePredictionTransformer<IPredictorProducing<float>>, IPredictorProducing<float>> _trainer;
    private readonly int _maximumCalibrationExamples;
    private readonly bool _useProbabilities;

    internal OneVersusAllTrainer(IHostEnvironment env,
        ITrainerEstimator<ISingleFeaturePredictionTransformer<IPredictorProducing<float>>, IPredictorProducing<float>> binaryEstimator,
        string labelColumnName, int maximumCalibrationExampleCount, bool useProbabilities)
        : base(env, LoadName, labelColumnName, binaryEstimator.Info.NeedNormalization)
    {
        Host.CheckValue(labelColumnName, nameof(labelColumnName));
        _trainer = binaryEstimator;
        _maximumCalibrationExamples = maximumCalibrationExampleCount;
        _useProbabilities = useProbabilities;
    }

    public override MulticlassPredictionTransformer<OneVersusAllModelParameters> Fit(IDataView input)
    {
        var label = input.Schema.GetColumnOrNull(LabelColumn.Name) ?? throw Host.ExceptSchemaMismatch("schema", DefaultColumnNames.Label, LabelColumn.Name);
        int classes = CountClasses(input, label);
        var models = new IScalarPredictor[classes];
        string featureColumn = null;
        using (var channel = Host.Start("Fitting"))
        {
            for (int i = 0; i < classes; i++)
            {
                channel.Info($"Training learner {i}");
                // ML.NET trains the first class twice, which trainers that draw random numbers notice.
                if (i == 0)
                    featureColumn = TrainOne(channel, input, label, i).FeatureColumn;
                models[i] = TrainOne(channel, input, label, i).Model;
            }
        }
        var model = new OneVersusAllModelParameters(Host, models, _useProbabilities);
        return new(Host, model, input.Schema, featureColumn, LabelColumn.Name);
    }

    private static int CountClasses(IDataView input, DataViewSchema.Column label) =>
        TrainingChecks.CountClasses(new TrainingRows(input, label.Name, label.Name, null));

    private (IScalarPredictor Model, string FeatureColumn) TrainOne(IChannel channel, IDataView data, DataViewSchema.Column label, int classIndex)
    {
        if (label.Type is not KeyDataViewType)
            throw Host.ExceptNotSupp($"Label column type is not supported by OneVersusAllTrainer: {label.Type.RawType}");
        var view = new LabelMapping(Host, label.Name, (uint)classIndex + 1).Transform(data);
        var transformer = _trainer.Fit(view);
        var model = (IScalarPredictor)transformer.Model;
        if (_useProbabilities && model is not ICalibratedPredictor)
            model = Calibrate(channel, transformer, view, label.Name);
        return (model, transformer.FeatureColumnName);
    }

    private CalibratedLinearModel Calibrate(IChannel channel, ISingleFeaturePredictionTransformer<IPredictorProducing<float>> transformer, IDataView view, string labelName)
    {
        channel.Info("Training calibrator.");
        var linear = transformer.Model as LinearBinaryModelParameters;
        Host.Check(linear != null, "Calibrated predictor does not implement the expected interface");
        var rows = new List<(float, bool, float)>();
        var scored = transformer.Transform(view);
        var labelColumn = scored.Schema[labelName];
        var scoreColumn = scored.Schema[DefaultColumnNames.Score];
        using (var cursor = scored.GetRowCursor([labelColumn, scoreColumn]))
        {
            var getLabel = RowCursorUtils.GetLabelGetter(cursor, labelColumn);
            var getScore = cursor.GetGetter<float>(scoreColumn);
            float label = 0;
            float score = 0;
            while (rows.Count < _maximumCalibrationExamples && cursor.MoveNext())
            {
                getLabel(ref label);
                getScore(ref score);
                if (float.IsFinite(label) && float.IsFinite(score))
                    rows.Add((score, label > 0, 1));
            }
        }
        rows.Sort((x, y) => x.Item1.CompareTo(y.Item1));
        var (slope, offset) = PlattFit.Fit(rows);
        return new CalibratedLinearModel(Host, linear, new PlattCalibrator(Host, slope, offset));
    }

    /// <summary>Replaces the label by whether it is one class. A missing label is none.</summary>
    private sealed class LabelMapping(IHost host, string label, uint key) : RowToRowTransformerBase(host.Register("Label mapper"))
    {
        private protected override void SaveModel(ModelSaveContext ctx) => throw Host.ExceptNotSupp("Labels are mapped while training only.");

        private protected override IRowMapper MakeRowMapper(DataViewSchema schema)
        {
            int source = schema[label].Index;
            return new ColumnMapper(this,
            [
                new OutputColumn
                {
                    Name = label,
                    Type = BooleanDataViewType.Instance,
                    Sources = [source],
                    MakeGetter = row => MakeGetter(row, source),
                },
            ]);
        }

        private ValueGetter<bool> MakeGetter(DataViewRow row, int source)
        {
            var getKey = RowCursorUtils.GetGetterAs<uint>(NumberDataViewType.UInt32, row, row.Schema[source]);
            uint value = 0;
            return (ref bool isClass) =>
            {
                getKey(ref value);
                isClass = value == key;
            };
        }
    }
}
