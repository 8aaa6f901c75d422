using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Heads;

/// <summary>An encoder with the decoder and the task heads that its checkpoint has. Immutable once built; safe to share between threads.</summary>
public sealed class PretrainedModel : IDisposable
{
    private readonly ModelFamily _family;
    private readonly IReadOnlyList<HeadDefinition> _definitions;
    private readonly ParameterSet _parameters;

    private PretrainedModel(Encoder encoder, Decoder? decoder, ParameterSet parameters, ModelFamily family, IReadOnlyList<HeadDefinition> definitions)
    {
        (Encoder, Decoder, _parameters, _family, _definitions) = (encoder, decoder, parameters, family, definitions);
        Heads = [.. definitions.Select(definition => new TaskHead(encoder, parameters, definition))];
    }

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
        using var weights = checkpoint.OpenWeights();
        return Load(checkpoint.Config, Path.Combine(checkpoint.Path, CheckpointFolder.ConfigFileName), weights, backend);
    }

    /// <summary>The same from files in memory.</summary>
    /// <param name="files">A checkpoint.</param>
    /// <param name="name">What errors call it.</param>
    internal static PretrainedModel Load(EmbedderArchive files, string name)
    {
        using var config = BoundedJson.Parse(files.Require(EmbedderArchive.ConfigName, name), $"{name}/{EmbedderArchive.ConfigName}");
        using var weights = CheckpointWeights.FromBytes(files.Require(EmbedderArchive.WeightsName, name), $"{name}/{EmbedderArchive.WeightsName}");
        return Load(config.RootElement, $"{name}/{EmbedderArchive.ConfigName}", weights, backend: null);
    }

    private static PretrainedModel Load(JsonElement stated, string source, CheckpointWeights weights, Backend? backend)
    {
        var family = ModelFamilies.Of(stated, source);
        var json = new ConfigReader(stated, source);
        var config = family.ReadConfig(json);
        var architectures = json.Texts("architectures");
        var heads = family.Heads(json).Where(head => head.Architectures.Intersect(architectures, StringComparer.Ordinal).Any()).ToList();
        var names = family.Names(config).With(heads.SelectMany(head => head.Rules()));
        return Create(family, config, heads, new CheckpointParameters(weights, names), backend, family.ReadDecoder is { } read ? () => read(json) : null);
    }

    /// <summary>
    /// Builds the model that the <c>config.json</c> of a folder describes, with the heads of the class that it names under <c>architectures</c>, and with weights drawn from a seed as those of its
    /// family start: what is trained from the start. Weights in the folder are not read.
    /// </summary>
    /// <param name="folder">A folder with <c>config.json</c>.</param>
    /// <param name="seed">Where the weights come from.</param>
    /// <param name="backend">What computes; the processor when left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks the configuration.</exception>
    /// <exception cref="InvalidDataException">The configuration is malformed, or the model type is not known.</exception>
    public static PretrainedModel LoadUntrained(string folder, ulong seed, Backend? backend = null)
    {
        var checkpoint = CheckpointFolder.Open(folder);
        return UntrainedModel.Create(checkpoint.Config, Path.Combine(checkpoint.Path, CheckpointFolder.ConfigFileName), seed, backend);
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
    public static PretrainedModel LoadWithNewHead(string folder, Objective objective, int scoreCount, ulong seed, Backend? backend = null) =>
        LoadAdapted(folder, objective, scoreCount, seed, adaptation: null, backend);

    /// <summary>The same with what an adaptation puts into the encoder, from the same seed.</summary>
    internal static PretrainedModel LoadAdapted(string folder, Objective objective, int scoreCount, ulong seed, Adaptation? adaptation, Backend? backend = null)
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
        var seeded = new SeededParameters(seed);
        var plan = adaptation is null ? null : new AdaptationPlan(adaptation, config, seeded);

        using var weights = checkpoint.OpenWeights();
        return Create(family, config, [head], new NewHeadParameters(new CheckpointParameters(weights, family.EncoderNames(config)), seeded, head), backend, adaptation: plan);
    }

    /// <summary>Builds an encoder with its heads.</summary>
    /// <param name="family">The family.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="heads">The heads.</param>
    /// <param name="values">The values of all parameters.</param>
    /// <param name="backend">What computes; the processor when left out.</param>
    /// <param name="readDecoder">The architecture of the decoder, which is built where there are values for one; null for models without.</param>
    /// <param name="adaptation">What is put into the encoder besides; null for nothing.</param>
    /// <exception cref="NotSupportedException">The encoder cannot be adapted so, or has no layer of a name that the adaptation gives.</exception>
    /// <exception cref="InvalidDataException">The values do not fit the architecture; everything that is wrong is listed.</exception>
    internal static PretrainedModel Create(
        ModelFamily family,
        EncoderConfig config,
        IReadOnlyList<HeadDefinition> heads,
        IParameterSource values,
        Backend? backend = null,
        Func<EncoderConfig>? readDecoder = null,
        AdaptationPlan? adaptation = null)
    {
        var source = adaptation is null ? values : new AdaptedParameters(values, adaptation.Values);
        var parameters = new ParameterSet(backend ?? CpuBackend.Instance, source) { Adaptation = adaptation };
        try
        {
            var encoder = new Encoder(config, parameters);
            var decoder = readDecoder is not null && parameters.IsAvailable(new ParameterPath("decoder/layers/0/attention/query/weight"))
                ? new Decoder(readDecoder(), parameters, encoder)
                : null;
            var model = new PretrainedModel(encoder, decoder, parameters, family, heads);
            parameters.Complete();
            adaptation?.Complete(parameters);
            return model;
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    /// <summary>Writes what a configuration says of a head: the published class, and the names of its classes where it has any.</summary>
    internal static void WriteHead(Utf8JsonWriter json, HeadDefinition head, IReadOnlyList<string> labels)
    {
        json.WriteStartArray("architectures");
        json.WriteStringValue(head.Architectures[0]);
        json.WriteEndArray();
        if (labels.Count == 0)
            return;
        json.WriteStartObject("id2label");
        for (var i = 0; i < labels.Count; i++)
            json.WriteString(i.ToString(CultureInfo.InvariantCulture), labels[i]);
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes the model as a checkpoint folder that <see cref="Load(string, Backend?)"/> and other libraries read: <c>config.json</c> and <c>model.safetensors</c>. The tokenizer is no part of it.
    /// </summary>
    /// <param name="folder">The folder; made where it is not there. Files of those names are replaced, each as a whole.</param>
    /// <param name="labels">The names of the classes, for <c>id2label</c>; null for LABEL_0, LABEL_1, …</param>
    /// <exception cref="ArgumentException">There is not one name for each score of the head.</exception>
    /// <exception cref="NotSupportedException">The model has modules that an adaptation put into it.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string folder, IReadOnlyList<string>? labels = null) => Save(folder, labels, isHalf: false);

    /// <summary>The same; in half the space where asked for.</summary>
    internal void Save(string folder, IReadOnlyList<string>? labels, bool isHalf)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (Encoder.Parameters.Keys.Any(AddedPaths.Contains))
            throw new NotSupportedException($"The encoder holds modules of the adaptation {_parameters.Adaptation?.Adaptation}, which a checkpoint has no place for.");
        var size = _definitions.Select(definition => definition.Size).FirstOrDefault(size => size is not null);
        if (labels is not null && labels.Count != size)
            throw new ArgumentException($"Expected a name for each of the {size ?? 0} scores; got {labels.Count}.", nameof(labels));
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, CheckpointFolder.ConfigFileName), stream => WriteConfig(stream, labels, size ?? 0));
        var names = _family.Names(Encoder.Config).With(_definitions.SelectMany(definition => definition.Rules()));
        SafetensorsWriter.Save(Path.Combine(folder, "model.safetensors"), CheckpointExport.ToTensors(Encoder.Parameters, names, hasHead: _definitions.Count > 0, isHalf));
    }

    /// <summary>What the encoder is adapted by; null for nothing.</summary>
    internal Adaptation? Adaptation => _parameters.Adaptation?.Adaptation;

    /// <summary>The parameters without what an adaptation put in: those that a checkpoint has a place for.</summary>
    internal IReadOnlyDictionary<ParameterPath, Tensor> OwnParameters => new OrderedDictionary<ParameterPath, Tensor>(_parameters.Tensors.Where(parameter => !AddedPaths.Contains(parameter.Key)));

    /// <summary>
    /// What an adaptation put in, as the tensors of <see cref="SavedAdapter.FileName"/>; empty where there is nothing, or no more since <see cref="MergeAdaptation"/>.
    /// </summary>
    internal IReadOnlyList<SafetensorsTensor> AdapterTensors() => SavedAdapter.ToTensors(_parameters.Tensors);

    /// <summary>Brings what an adaptation put beside the weights into them, where that is possible: afterwards it costs nothing, and has no parameters of its own. Not while others compute with the model.</summary>
    internal void MergeAdaptation() => _parameters.Adaptation?.Merge(_parameters);

    private void WriteConfig(Stream stream, IReadOnlyList<string>? labels, int size)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("model_type", Encoder.Config.ModelType);
        if (_definitions.Count > 0)
            WriteHead(json, _definitions[0], labels ?? [.. Enumerable.Range(0, size).Select(i => string.Create(CultureInfo.InvariantCulture, $"LABEL_{i}"))]);
        _family.WriteConfig(json, Encoder.Config);
        if (Decoder is not null)
        {
            _family.WriteDecoder!(json, Decoder.Config);
            Decoder.Config.DecoderTokens?.Write(json);
        }
        // The default differs from family to family.
        if (_definitions.FirstOrDefault(definition => definition.Size is null) is { } languageModel)
            json.WriteBoolean("tie_word_embeddings", languageModel.SharesWords);
        json.WriteEndObject();
    }

    /// <summary>Frees the parameters, when the last computation that runs is done.</summary>
    public void Dispose() => Encoder.Dispose();
}
