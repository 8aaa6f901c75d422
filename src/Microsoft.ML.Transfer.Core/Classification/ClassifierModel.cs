using System.Text.Json;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.SentenceTransformers;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>An encoder with a head for classes of texts, and its tokenizer: a checkpoint in memory.</summary>
/// <param name="Name">What it was asked for by, without the place where it stood.</param>
/// <param name="Model">The encoder and the head, owned.</param>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="Config">The configuration of the checkpoint.</param>
internal sealed record ClassifierModel(string Name, PretrainedModel Model, PretrainedTokenizer Tokenizer, JsonElement Config) : IDisposable
{
    private const string ConfigName = EmbedderArchive.ConfigName;
    private const string TokenizerName = EmbedderArchive.TokenizerName;
    private const string WeightsName = EmbedderArchive.WeightsName;

    // What the saved configuration says for itself.
    private static readonly string[] OwnMembers = ["architectures", "id2label", "label2id", "num_labels", "problem_type"];

    /// <summary>What the user should know about it, or null.</summary>
    public string? Notice { get; private init; }

    /// <summary>Whether texts are lower-cased before they are tokenized.</summary>
    public bool LowerCase { get; init; }

    public TaskHead Head => Model.Heads[0];

    /// <summary>Loads a pre-trained encoder with a new head.</summary>
    /// <param name="model">A folder, a name on the Hub, or the id of a shipped model.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="seed">Where the weights of the head come from.</param>
    /// <param name="hub">How models are fetched.</param>
    /// <param name="adaptation">What is put into the encoder; null for nothing.</param>
    public static ClassifierModel LoadNew(string model, int classCount, ulong seed, HubOptions? hub, Adaptation? adaptation = null)
    {
        if (ShippedModels.Contains(model))
        {
            using var shipped = ShippedModels.Load(model, Tensors.WeightFormat.Float32);
            var archive = shipped.ToArchive(new EmbeddingOptions());
            using var stored = CheckpointWeights.FromBytes(archive.Require(WeightsName, model), model);
            return Create(model, Parse(archive.Require(ConfigName, model), model), model, stored, (PretrainedTokenizer)shipped.Tokenizer, classCount, seed, adaptation) with { Notice = shipped.Notice };
        }
        var sentence = SentenceModel.Find(model, hub);
        var checkpoint = CheckpointFolder.Open(sentence.EncoderFolder);
        var source = Path.Combine(checkpoint.Path, CheckpointFolder.ConfigFileName);
        var config = checkpoint.Config;
        var tokenizer = PretrainedTokenizer.Load(sentence.EncoderFolder);
        using var weights = checkpoint.OpenWeights();
        var name = Directory.Exists(model) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model))) : model;
        return Create(name, config, source, weights, tokenizer, classCount, seed, adaptation) with { LowerCase = sentence.LowerCase };
    }

    /// <summary>Restores what <see cref="ToEntries"/> wrote.</summary>
    /// <param name="entries">The files.</param>
    /// <param name="archive">What errors call the archive.</param>
    /// <param name="saved">What the archive says beside the checkpoint.</param>
    public static ClassifierModel FromEntries(EmbedderArchive entries, string archive, SavedClassifier saved)
    {
        var tokenizer = PretrainedTokenizer.FromJson(entries.Require(TokenizerName, archive), $"{archive}/{TokenizerName}");
        var source = $"{archive}/{ConfigName}";
        using var weights = CheckpointWeights.FromBytes(entries.Require(WeightsName, archive), $"{archive}/{WeightsName}");
        return Create(saved.Model, Parse(entries.Require(ConfigName, archive), source), source, weights, tokenizer, saved.ClassCount, seed: null) with { LowerCase = saved.LowerCase };
    }

    /// <summary>The files of a checkpoint in the Hugging Face layout, which other tools read too.</summary>
    /// <param name="classNames">The name of each class.</param>
    public Dictionary<string, ReadOnlyMemory<byte>> ToEntries(IReadOnlyList<string> classNames)
    {
        var (family, config, head) = Describe(Config, Name, Head.ScoreCount);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, CheckpointExport.ToTensors(Model.Encoder.Parameters, Names(family, config, head)));
        return new(StringComparer.Ordinal)
        {
            [ConfigName] = WriteConfig(head, classNames),
            [TokenizerName] = Tokenizer.ToJson(),
            [WeightsName] = stream.ToArray(),
        };
    }

    public void Dispose() => Model.Dispose();

    private static ClassifierModel Create(string name, JsonElement json, string source, CheckpointWeights weights, PretrainedTokenizer tokenizer, int classCount, ulong? seed, Adaptation? adaptation = null)
    {
        var (family, config, head) = Describe(json, source, classCount);
        IParameterSource values = seed is { } start
            ? new NewHeadParameters(new CheckpointParameters(weights, family.EncoderNames(config)), new SeededParameters(start), head)
            : new CheckpointParameters(weights, Names(family, config, head));
        EmbedderModel.CheckFit(name, tokenizer, config);
        var plan = adaptation is null || seed is null ? null : new AdaptationPlan(adaptation, config, new SeededParameters(seed.Value));
        return new ClassifierModel(name, PretrainedModel.Create(family, config, [head], values, adaptation: plan), tokenizer, json);
    }

    /// <summary>The family, the architecture, and the head for that many classes.</summary>
    private static (ModelFamily Family, EncoderConfig Config, HeadDefinition Head) Describe(JsonElement json, string source, int classCount)
    {
        var family = ModelFamilies.Of(json, source);
        var reader = new ConfigReader(json, source);
        var head = family.Heads(reader).FirstOrDefault(head => head.Objective == Objective.SequenceClassification)
            ?? throw new NotSupportedException($"{source}: models of type '{family.ModelType}' have no head for classes of texts.");
        if (family.ReadDecoder is not null)
            throw new NotSupportedException($"{source}: models of type '{family.ModelType}' have a decoder; only encoders can be fine-tuned.");
        return (family, family.ReadConfig(reader), head with { Size = classCount });
    }

    private static WeightNames Names(ModelFamily family, EncoderConfig config, HeadDefinition head) => family.Names(config).With(head.Rules());

    private static JsonElement Parse(ReadOnlyMemory<byte> config, string source)
    {
        using var document = BoundedJson.Parse(config, source);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new InvalidDataException($"{source}: the configuration is a JSON {document.RootElement.ValueKind}; it must be an object.");
    }

    private byte[] WriteConfig(HeadDefinition head, IReadOnlyList<string> classNames)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            // Members that begin with _ say where the model stood.
            foreach (var member in Config.EnumerateObject().Where(member => !member.Name.StartsWith('_') && !OwnMembers.Contains(member.Name, StringComparer.Ordinal)))
                member.WriteTo(json);
            PretrainedModel.WriteHead(json, head, classNames);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
