using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(OneVersusAllModelParameters), null, typeof(SignatureLoadModel), "OVA Executor", OneVersusAllModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>A model of two classes for each class; the scores are theirs, or their probabilities brought to sum 1.</summary>
public sealed class OneVersusAllModelParameters : ModelParametersBase<VBuffer<float>>, IVectorPredictor
{
    internal const string LoaderSignature = "OVAExec";
    private const string RegistrationName = "OVAPredictor";

    private readonly IScalarPredictor[] _models;
    private readonly bool _probabilities;

    internal OneVersusAllModelParameters(IHostEnvironment env, IScalarPredictor[] models, bool useProbabilities)
        : base(env, RegistrationName)
    {
        _models = models;
        _probabilities = useProbabilities && Array.TrueForAll(models, model => model is ICalibratedPredictor);
        Host.Check(Array.TrueForAll(models, model => model.FeatureCount == models[0].FeatureCount), "Predictor doesn't implement the expected interface");
    }

    int IVectorPredictor.ClassCount => _models.Length;

    private protected override PredictionKind PredictionKind => PredictionKind.MulticlassClassification;

    private protected override int FeatureCount => _models[0].FeatureCount;

    private static VersionInfo Version => new("TLC OVA ", 0x00010001, 0x00010001, 0x00010001, typeof(OneVersusAllModelParameters).Assembly.GetName().Name, LoaderSignature);

    void IVectorPredictor.Score(in VBuffer<float> features, Span<float> scores)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = _models[i].Score(features);
            if (_probabilities)
                scores[i] = ((ICalibratedPredictor)_models[i]).Probability(scores[i]);
        }
        if (_probabilities)
            NormalizeSum(scores);
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write((byte)(_probabilities ? 1 : 0));
        ctx.Writer.Write(_models.Length);
        for (int i = 0; i < _models.Length; i++)
            ctx.SaveModel((ICanSaveModel)_models[i], Folder(i));
    }

    private static OneVersusAllModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        byte formula = ctx.Reader.ReadByte();
        int count = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(formula <= 1 && count > 0);
        var models = new List<IScalarPredictor>();
        for (int i = 0; i < count; i++)
        {
            ctx.LoadModel<IPredictorProducing<float>, SignatureLoadModel>(env, out var model, Folder(i));
            models.Add((IScalarPredictor)model);
        }
        return new OneVersusAllModelParameters(env, [.. models], formula == 1);
    }

    private static string Folder(int i) => string.Create(CultureInfo.InvariantCulture, $"SubPredictor_{i:000}");

    private static void NormalizeSum(Span<float> scores)
    {
        double sum = 0;
        foreach (ref float score in scores)
        {
            if (score < 0)
                score = 0;
            if (!float.IsNaN(score))
                sum += score;
        }
        if (sum <= 0)
            return;
        foreach (ref float score in scores)
            score = (float)(score / sum);
    }
}
