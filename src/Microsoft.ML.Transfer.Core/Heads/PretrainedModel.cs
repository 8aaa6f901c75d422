using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Heads;

/// <summary>An encoder with the decoder and the task heads that its checkpoint has. Immutable once built; safe to share between threads.</summary>
public sealed class PretrainedModel : IDisposable
{
    private PretrainedModel(Encoder encoder, Decoder? decoder, IReadOnlyList<TaskHead> heads) => (Encoder, Decoder, Heads) = (encoder, decoder, heads);

    /// <summary>The encoder, owned.</summary>
    public Encoder Encoder { get; }

    /// <summary>The decoder, or null where the checkpoint has none.</summary>
    public Decoder? Decoder { get; }

    /// <summary>The heads; none for a checkpoint of the bare encoder. Where there is a decoder they read its hidden states.</summary>
    public IReadOnlyList<TaskHead> Heads { get; }

    /// <summary>Loads a checkpoint folder with its heads: those of the class that <c>architectures</c> in its configuration names.</summary>
    /// <param name="folder">A folder in the Hugging Face layout, with <c>config.json</c> and weights.</param>
    /// <param name="backend">What computes; the processor when left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks the configuration or the weights.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, the model type is not known, or the weights do not fit the configuration.</exception>
    public static PretrainedModel Load(string folder, Backend? backend = null)
    {
        var checkpoint = CheckpointFolder.Open(folder);
        var source = Path.Combine(checkpoint.Path, CheckpointFolder.ConfigFileName);
        var family = ModelFamilies.Of(checkpoint.Config, source);
        var json = new ConfigReader(checkpoint.Config, source);
        var config = family.ReadConfig(json);
        var architectures = json.Texts("architectures");
        var heads = family.Heads(json).Where(head => head.Architectures.Intersect(architectures, StringComparer.Ordinal).Any()).ToList();
        var names = family.Names(config).With(heads.SelectMany(head => head.Rules()));

        using var weights = checkpoint.OpenWeights();
        var parameters = new ParameterSet(backend ?? CpuBackend.Instance, new CheckpointParameters(weights, names));
        try
        {
            var encoder = new Encoder(config, parameters);
            var decoder = family.ReadDecoder is not null && parameters.IsAvailable(new ParameterPath("decoder/layers/0/attention/query/weight"))
                ? new Decoder(family.ReadDecoder(json), parameters, encoder)
                : null;
            var model = new PretrainedModel(encoder, decoder, [.. heads.Select(head => new TaskHead(encoder, parameters, head))]);
            parameters.Complete();
            return model;
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    /// <summary>Loads the encoder of a checkpoint folder with a new head, to be trained: its weights are drawn from a seed.</summary>
    /// <param name="folder">A folder in the Hugging Face layout, with <c>config.json</c> and weights; heads that it has are left out.</param>
    /// <param name="objective">What the head is to predict.</param>
    /// <param name="scoreCount">How many scores it gives: the number of classes. At least 1.</param>
    /// <param name="seed">Where its weights come from.</param>
    /// <param name="backend">What computes; the processor when left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks the configuration or the weights.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, the model type is not known, or the weights do not fit the configuration.</exception>
    /// <exception cref="NotSupportedException">Models of this family have no head for the objective.</exception>
    public static PretrainedModel LoadWithNewHead(string folder, Objective objective, int scoreCount, ulong seed, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scoreCount, 1);
        var checkpoint = CheckpointFolder.Open(folder);
        var source = Path.Combine(checkpoint.Path, CheckpointFolder.ConfigFileName);
        var family = ModelFamilies.Of(checkpoint.Config, source);
        var json = new ConfigReader(checkpoint.Config, source);
        var config = family.ReadConfig(json);
        var heads = family.Heads(json).Where(head => head.Size is not null).ToList();
        var head = heads.Find(head => head.Objective == objective)
            ?? throw new NotSupportedException($"{source}: models of type '{family.ModelType}' have no head for {objective} that could be new; they have {(heads.Count == 0 ? "none" : string.Join(", ", heads.Select(head => head.Objective).Distinct()))}.");
        head = head with { Size = scoreCount };

        using var weights = checkpoint.OpenWeights();
        return Create(config, head, new NewHeadParameters(new CheckpointParameters(weights, family.EncoderNames(config)), new SeededParameters(seed), head), backend);
    }

    /// <summary>Builds an encoder with one head.</summary>
    /// <exception cref="InvalidDataException">The values do not fit the architecture; everything that is wrong is listed.</exception>
    internal static PretrainedModel Create(EncoderConfig config, HeadDefinition head, IParameterSource values, Backend? backend = null)
    {
        var parameters = new ParameterSet(backend ?? CpuBackend.Instance, values);
        try
        {
            var encoder = new Encoder(config, parameters);
            var model = new PretrainedModel(encoder, decoder: null, [new TaskHead(encoder, parameters, head)]);
            parameters.Complete();
            return model;
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    /// <summary>Frees the parameters, when the last computation that runs is done.</summary>
    public void Dispose() => Encoder.Dispose();
}
