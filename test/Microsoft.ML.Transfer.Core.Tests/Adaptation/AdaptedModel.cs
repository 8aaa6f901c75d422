using System.Text.Json;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Adaptations;

/// <summary>A tiny model of a family with a head for three classes, random weights, and what an adaptation puts in.</summary>
internal sealed class AdaptedModel : IDisposable
{
    public const int Classes = 3;

    /// <param name="family">A name of <see cref="TinyFamilies"/>.</param>
    /// <param name="adaptation">What is put in; null for nothing.</param>
    /// <param name="added">The values of that; where null, those of a new training.</param>
    public AdaptedModel(string family, Adaptation? adaptation, IParameterSource? added = null)
    {
        using var json = JsonDocument.Parse(TinyFamilies.Configurations[family]);
        var definition = ModelFamilies.Of(json.RootElement, family);
        var reader = new ConfigReader(json.RootElement, family);
        Config = definition.ReadConfig(reader);
        var head = definition.Heads(reader).First(head => head.Objective == Objective.SequenceClassification) with { Size = Classes };
        var plan = adaptation is null ? null : new AdaptationPlan(adaptation, Config, added ?? new SeededParameters(9));
        Model = PretrainedModel.Create(definition, Config, [head], new RandomParameters(1), adaptation: plan);
    }

    /// <summary>The families that have a head for classes and no decoder.</summary>
    public static IEnumerable<object[]> Families =>
        new[] { "albert", "albert-groups", "bert", "deberta", "deberta-v2-conv", "deberta-v2-unshared", "distilbert", "electra", "gpt2", "llama", "modernbert", "mpnet", "roberta" }.Select(name => new object[] { name });

    public EncoderConfig Config { get; }

    public PretrainedModel Model { get; }

    /// <summary>One example of each class.</summary>
    public static LabeledBatch Batch => new(TinyFamilies.Pack(TinyFamilies.Sequences)) { Classes = new[] { 2, 0, 1 } };

    public float[] Scores()
    {
        using var states = Model.Encoder.Forward(Batch.Tokens);
        return Read(Model.Heads[0].Forward(states));
    }

    public Trainer<LabeledBatch> Trainer(TrainerOptions options) => new(new HeadTask(Model, Model.Heads[0]), options);

    /// <summary>The gradients of all parameters that the phase of the adaptation trains; the parameters stay.</summary>
    public Dictionary<ParameterPath, float[]> Gradients(Func<ParameterPath, float>? rateFactor, bool recomputes = false, int threads = 1)
    {
        using var trainer = Trainer(new TrainerOptions { Dropout = 0, Schedule = new LearningRateSchedule(1e-30), Optimizer = new Sgd(), RateFactor = rateFactor, RecomputesLayers = recomputes, Threads = threads });
        trainer.Step([Batch], steps: 10);
        return trainer.Trained.ToDictionary(path => path, path => Read(trainer.GradientOf(path)));
    }

    public float[] Values(string path) => Read(Model.Encoder.Parameters[new ParameterPath(path)]);

    public Dictionary<ParameterPath, float[]> Values() => Model.Encoder.Parameters.ToDictionary(parameter => parameter.Key, parameter => Read(parameter.Value));

    public void Dispose() => Model.Dispose();

    private static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
