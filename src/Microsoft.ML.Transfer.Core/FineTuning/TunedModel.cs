using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Transfer.Adaptations;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.SentenceTransformers;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>An encoder with a head for one task, and its tokenizer: a checkpoint in memory.</summary>
/// <param name="Name">What it was asked for by, without the place where it stood.</param>
/// <param name="Model">The encoder and the head, owned.</param>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="Config">The configuration of the checkpoint.</param>
/// <param name="Definition">What the head predicts; null for an encoder without one.</param>
internal sealed record TunedModel(string Name, PretrainedModel Model, PretrainedTokenizer Tokenizer, JsonElement Config, TunedHead? Definition) : IDisposable
{
    private const string ConfigName = EmbedderArchive.ConfigName;
    private const string TokenizerName = EmbedderArchive.TokenizerName;
    private const string WeightsName = EmbedderArchive.WeightsName;
    private const string HeadsName = "heads.safetensors";

    // More than the names of any model's tensors take.
    private const int HeaderBytes = 1 << 18;

    // What the saved configuration says for itself.
    private static readonly string[] OwnMembers = ["architectures", "id2label", "label2id", "num_labels", "problem_type"];

    /// <summary>What the user should know about it, or null.</summary>
    public string? Notice { get; private init; }

    /// <summary>Whether texts are lower-cased before they are tokenized.</summary>
    public bool LowerCase { get; init; }

    /// <summary>Where the checkpoint stands; null where it has no folder.</summary>
    public string? Folder { get; private init; }

    /// <summary>What stands beside the model for people; null where it was not trained here.</summary>
    public string? Card { get; set; }

    /// <summary>What was put into the encoder and could not be merged into its weights, so that it is saved beside them; null for nothing.</summary>
    public Adaptation? Adapter => Model.Encoder.Parameters.Keys.Any(AddedPaths.Contains) ? Model.Adaptation : null;

    /// <summary>The head; there is none where <see cref="Definition"/> is null.</summary>
    public TaskHead Head => Model.Heads[HeadIndex];

    private int HeadIndex { get; init; }

    private IReadOnlyList<TunedHead> Others { get; init; } = [];

    // The encoder is owned by the model that this one is a view of.
    private bool IsView { get; init; }

    /// <summary>The number of scores of all heads together.</summary>
    public int ScoreCount => (Definition?.ScoreCount ?? 0) + Others.Sum(head => head.ScoreCount);

    /// <summary>Loads a pre-trained encoder with a new head.</summary>
    /// <param name="model">A folder, a name on the Hub, or the id of a shipped model.</param>
    /// <param name="definition">The head; null for none.</param>
    /// <param name="seed">Where the weights of the head come from.</param>
    /// <param name="hub">How models are fetched.</param>
    /// <param name="options">What is put into the encoder, from the same seed, and whether it rehearses by the checkpoint's own head for masked tokens; null for neither.</param>
    public static TunedModel LoadNew(string model, TunedHead? definition, ulong seed, HubOptions? hub, FineTuningOptions? options = null) => Load(model, definition, seed, hub, options);

    /// <summary>Loads a checkpoint that has the head already.</summary>
    /// <param name="model">A folder or a name on the Hub.</param>
    /// <param name="definition">The head.</param>
    /// <param name="hub">How models are fetched.</param>
    /// <exception cref="InvalidDataException">The checkpoint lacks the head.</exception>
    public static TunedModel LoadTuned(string model, TunedHead definition, HubOptions? hub) => Load(model, definition, seed: null, hub, options: null);

    /// <summary>Loads a pre-trained encoder with several new heads; what is returned has the first of them.</summary>
    /// <param name="model">A folder, a name on the Hub, or the id of a shipped model.</param>
    /// <param name="definitions">The heads, each with a name of its own.</param>
    /// <param name="seed">Where the weights of the heads come from.</param>
    /// <param name="hub">How models are fetched.</param>
    /// <param name="options">What is put into the encoder, from the same seed, and whether it rehearses by the checkpoint's own head for masked tokens; null for neither.</param>
    public static TunedModel LoadShared(string model, IReadOnlyList<TunedHead> definitions, ulong seed, HubOptions? hub, FineTuningOptions options) =>
        Load(model, definitions[0], seed, hub, options, [.. definitions.Skip(1)]);

    /// <summary>The same encoder, not a copy, with another of its heads; it stays this model's, and disposing what is returned does nothing.</summary>
    /// <param name="index">Which head, from 0.</param>
    public TunedModel WithHead(int index) => this with { HeadIndex = index, Definition = index == 0 ? Definition : Others[index - 1], Others = [], IsView = true };

    private static TunedModel Load(string model, TunedHead? definition, ulong? seed, HubOptions? hub, FineTuningOptions? options, IReadOnlyList<TunedHead>? others = null)
    {
        return Open(model, hub, (_, _) => definition, seed, Plan, others, options?.Replay is not null);

        AdaptationPlan? Plan(EncoderConfig architecture) => options is null ? null : new AdaptationPlan(options.Adaptation, architecture, new SeededParameters(seed ?? 0));
    }

    /// <summary>Loads a model that was fine-tuned already, with its head and the names of its scores.</summary>
    /// <param name="model">A folder, or a name on the Hub.</param>
    /// <param name="objective">What the head predicts.</param>
    /// <param name="hub">How models are fetched.</param>
    /// <exception cref="InvalidDataException">The model has no such head, or its files do not fit each other.</exception>
    public static (TunedModel Model, IReadOnlyList<string> Names) LoadTuned(string model, Objective objective, HubOptions? hub)
    {
        var tuned = Open(model, hub, (config, source) => FindHead(config, source, objective), seed: null, _ => null);
        try
        {
            return (tuned, tuned.ScoreNames());
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }

    /// <summary>Restores what <see cref="ToEntries"/> wrote.</summary>
    /// <param name="entries">The files.</param>
    /// <param name="archive">What errors call the archive.</param>
    /// <param name="saved">What the archive says beside the checkpoint.</param>
    /// <param name="definition">The head; null for none.</param>
    public static TunedModel FromEntries(EmbedderArchive entries, string archive, SavedTask saved, TunedHead? definition) => FromEntries(entries, archive, saved, definition, others: []);

    /// <summary>Restores what <see cref="ToSharedEntries"/> wrote; what is returned has the first of the heads.</summary>
    /// <param name="entries">The files.</param>
    /// <param name="archive">What errors call the archive.</param>
    /// <param name="saved">What the archive says beside the checkpoint.</param>
    /// <param name="definitions">The heads, each with a name of its own.</param>
    public static TunedModel FromSharedEntries(EmbedderArchive entries, string archive, SavedTask saved, IReadOnlyList<TunedHead> definitions)
    {
        using var weights = CheckpointWeights.FromBytes(entries.Require(HeadsName, archive), $"{archive}/{HeadsName}");
        var heads = new PathParameters(weights, "the heads of the tasks");
        var shared = FromEntries(entries, archive, saved, definitions[0], [.. definitions.Skip(1)], heads);
        try
        {
            heads.Complete();
            return shared;
        }
        catch
        {
            shared.Dispose();
            throw;
        }
    }

    private static TunedModel FromEntries(
        EmbedderArchive entries, string archive, SavedTask saved, TunedHead? definition, IReadOnlyList<TunedHead> others, IParameterSource? newHeads = null)
    {
        var tokenizer = PretrainedTokenizer.FromJson(entries.Require(TokenizerName, archive), $"{archive}/{TokenizerName}");
        var source = $"{archive}/{ConfigName}";
        using var weights = CheckpointWeights.FromBytes(entries.Require(WeightsName, archive), $"{archive}/{WeightsName}");
        var config = Parse(entries.Require(ConfigName, archive), source);
        using var adapter = saved.Adaptation is null ? null : CheckpointWeights.FromBytes(entries.Require(SavedAdapter.FileName, archive), $"{archive}/{SavedAdapter.FileName}");
        return Create(saved.Model, config, source, weights, tokenizer, definition, newHeads, Plan, others) with
        {
            LowerCase = saved.LowerCase,
            Card = entries.Entries.TryGetValue(ModelCard.EntryName, out var card) ? Encoding.UTF8.GetString(card.Span) : null,
        };

        AdaptationPlan? Plan(EncoderConfig architecture) => adapter is null ? null : SavedAdapter.Plan(saved.Adaptation!, architecture, adapter);
    }

    /// <summary>The files of a checkpoint in the Hugging Face layout, which other tools read too, and <see cref="SavedAdapter.FileName"/> where there is an <see cref="Adapter"/>.</summary>
    /// <param name="names">The name of each score; none where they have none.</param>
    public Dictionary<string, ReadOnlyMemory<byte>> ToEntries(IReadOnlyList<string> names)
    {
        var (family, config, head) = Describe(Config, Name, Definition);
        var parameters = OwnParameters(head);
        // Of its full size from the start: a stream that grows takes three times as much.
        using var stream = new MemoryStream(checked((int)Math.Min(Array.MaxLength, parameters.Values.Sum(tensor => (long)tensor.Shape.Count * sizeof(float)) + HeaderBytes)));
        SafetensorsWriter.Write(stream, CheckpointExport.ToTensors(parameters, Names(family, config, head)));
        var entries = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [ConfigName] = WriteConfig(head, names),
            [TokenizerName] = Tokenizer.ToJson(),
            [WeightsName] = stream.GetBuffer().AsMemory(0, (int)stream.Length),
        };
        if (Adapter is not null)
        {
            using var adapter = new MemoryStream();
            SafetensorsWriter.Write(adapter, Model.AdapterTensors());
            entries.Add(SavedAdapter.FileName, adapter.ToArray());
        }
        if (Card is not null)
            entries.Add(ModelCard.EntryName, Encoding.UTF8.GetBytes(Card));
        return entries;
    }

    /// <summary>The files of a checkpoint of the encoder, as <see cref="ToEntries"/> gives them, and <see cref="HeadsName"/> with all heads by their paths: no checkpoint has a place for several.</summary>
    public Dictionary<string, ReadOnlyMemory<byte>> ToSharedEntries()
    {
        var entries = (this with { Definition = null }).ToEntries([]);
        using var heads = new MemoryStream();
        SafetensorsWriter.Write(heads, PathParameters.ToTensors(Model.OwnParameters, path => IsOfHead(path) && !Model.Heads.Skip(1 + Others.Count).Any(other => path.Value.StartsWith(other.Path + "/", StringComparison.Ordinal))));
        entries.Add(HeadsName, heads.ToArray());
        return entries;
    }

    /// <summary>Ends a training: completes its summary, and writes the model card.</summary>
    /// <param name="task">What the model does.</param>
    /// <param name="options">How it was trained.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="summary">How the training went.</param>
    /// <param name="cancellation">Ends the work.</param>
    public FineTuningSummary Finish(string task, FineTuningOptions options, ulong seed, FineTuningSummary summary, CancellationToken cancellation)
    {
        if (summary.Forgetting is { } forgetting && options.ForgettingTexts is { Count: > 0 } texts)
        {
            using var start = Folder is { } folder ? PretrainedModel.Load(folder) : PretrainedModel.Load(ShippedModels.Files(Name), Name);
            summary = summary with { Forgetting = forgetting.WithMaskedTokens(start, Tokenizer, Model.Encoder.Parameters, texts, MaskingOptions.ForMeasuring, seed, options.Threads, cancellation) };
        }
        Card = ModelCard.Write(this, task, options, seed, summary);
        return summary;
    }

    /// <summary>The tokenizer for texts of at most so many tokens.</summary>
    /// <param name="maximumLength">The most tokens, special tokens included; null for the model's own limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no room beside the special tokens.</exception>
    public PretrainedTokenizer TokenizerFor(int? maximumLength) => TokenLimit.Apply(Tokenizer, Model.Encoder.Config.MaximumPositions, maximumLength);

    /// <summary>The names that <c>id2label</c> of the configuration gives the scores; LABEL_0, LABEL_1, … where it gives none.</summary>
    /// <exception cref="InvalidDataException">A score has no name, or something that is no text.</exception>
    public IReadOnlyList<string> ScoreNames()
    {
        var count = Definition?.ScoreCount ?? 0;
        if (!Config.TryGetProperty("id2label", out var labels))
            return [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"LABEL_{i}"))];
        var names = new string[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = labels.ValueKind == JsonValueKind.Object && labels.TryGetProperty(i.ToString(CultureInfo.InvariantCulture), out var name) && name.ValueKind == JsonValueKind.String
                ? name.GetString()!
                : throw new InvalidDataException($"{Name}: 'id2label' names no class {i}; the head has {count} scores.");
        }
        return names;
    }

    /// <summary>A text as the tokenizer is to read it.</summary>
    public string Prepare(string? text) => (LowerCase ? text?.ToLowerInvariant() : text) ?? "";

    public void Dispose()
    {
        if (!IsView)
            Model.Dispose();
    }

    /// <summary>Loads a folder.</summary>
    private static TunedModel Open(
        string model, HubOptions? hub, Func<JsonElement, string, TunedHead?> definition, ulong? seed, Func<EncoderConfig, AdaptationPlan?> plan,
        IReadOnlyList<TunedHead>? others = null, bool rehearses = false)
    {
        if (ShippedModels.Contains(model))
            return OpenShipped(model, definition, seed, plan, others, rehearses);
        var sentence = SentenceModel.Find(model, hub);
        var checkpoint = CheckpointFolder.Open(sentence.EncoderFolder);
        var source = Path.Combine(checkpoint.Path, CheckpointFolder.ConfigFileName);
        var config = checkpoint.Config;
        var head = definition(config, source);
        var tokenizer = PretrainedTokenizer.Load(sentence.EncoderFolder);
        using var weights = checkpoint.OpenWeights();
        var name = Directory.Exists(model) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model))) : model;
        return Create(name, config, source, weights, tokenizer, head, NewHeads(seed), plan, others ?? [], rehearses) with { LowerCase = sentence.LowerCase, Folder = sentence.EncoderFolder };
    }

    private static TunedModel OpenShipped(
        string model, Func<JsonElement, string, TunedHead?> definition, ulong? seed, Func<EncoderConfig, AdaptationPlan?> plan, IReadOnlyList<TunedHead>? others, bool rehearses)
    {
        var files = ShippedModels.Files(model);
        var saved = SavedOptions.Read(files.Require(EmbedderArchive.OptionsName, model), model);
        var config = Parse(files.Require(ConfigName, model), model);
        var tokenizer = PretrainedTokenizer.FromJson(files.Require(TokenizerName, model), model);
        using var weights = CheckpointWeights.FromBytes(files.Require(WeightsName, model), model);
        return Create(model, config, model, weights, tokenizer, definition(config, model), NewHeads(seed), plan, others ?? [], rehearses) with { Notice = saved.Notice };
    }

    /// <summary>The head that a checkpoint says it has.</summary>
    private static TunedHead FindHead(JsonElement config, string source, Objective objective)
    {
        var reader = new ConfigReader(config, source);
        var architectures = reader.Texts("architectures");
        var head = ModelFamilies.Of(config, source).Heads(reader)
            .FirstOrDefault(head => head.Objective == objective && head.Architectures.Intersect(architectures, StringComparer.Ordinal).Any())
            ?? throw new InvalidDataException($"{source}: 'architectures' names {(architectures.Count == 0 ? "nothing" : string.Join(", ", architectures))}; a model with a head for {objective} is needed.");
        return new TunedHead(objective, head.Size ?? 0);
    }

    private static SeededParameters? NewHeads(ulong? seed) => seed is { } start ? new SeededParameters(start) : null;

    // The values of the heads come from newHeads, or where that is null from the checkpoint itself.
    private static TunedModel Create(
        string name, JsonElement json, string source, CheckpointWeights weights, PretrainedTokenizer tokenizer,
        TunedHead? definition, IParameterSource? newHeads, Func<EncoderConfig, AdaptationPlan?> plan, IReadOnlyList<TunedHead> others, bool rehearses = false)
    {
        var (family, config, head) = Describe(json, source, definition);
        HeadDefinition[] heads = head is null ? [] : [head, .. others.Select(other => Describe(json, source, other).Head!)];
        HeadDefinition[] rehearsed = rehearses ? RehearsedHeads(family, json, source) : [];
        var names = newHeads is null ? Names(family, config, head)
            : rehearsed.Length == 0 ? family.EncoderNames(config) : family.Names(config).With(rehearsed.SelectMany(known => known.Rules()));
        var values = (IParameterSource)new CheckpointParameters(weights, names);
        if (newHeads is not null)
            values = heads.Aggregate(values, (known, added) => new NewHeadParameters(known, newHeads, added));
        EmbedderModel.CheckFit(name, tokenizer, config);
        return new TunedModel(name, PretrainedModel.Create(family, config, [.. heads, .. rehearsed], values, adaptation: plan(config)), tokenizer, json, definition) { Others = others };
    }

    /// <summary>The heads that a checkpoint has already, among them one for masked tokens.</summary>
    private static HeadDefinition[] RehearsedHeads(ModelFamily family, JsonElement json, string source)
    {
        FindHead(json, source, Objective.MaskedLanguageModel);
        var reader = new ConfigReader(json, source);
        var architectures = reader.Texts("architectures");
        return [.. family.Heads(reader).Where(head => head.Architectures.Intersect(architectures, StringComparer.Ordinal).Any())];
    }

    /// <summary>The family, the architecture, and the head with that many scores.</summary>
    private static (ModelFamily Family, EncoderConfig Config, HeadDefinition? Head) Describe(JsonElement json, string source, TunedHead? definition)
    {
        var family = ModelFamilies.Of(json, source);
        var reader = new ConfigReader(json, source);
        if (family.ReadDecoder is not null)
            throw new NotSupportedException($"{source}: models of type '{family.ModelType}' have a decoder; only encoders can be fine-tuned.");
        if (definition is null)
            return (family, family.ReadConfig(reader), null);
        var head = family.Heads(reader).FirstOrDefault(head => head.Objective == definition.Objective)
            ?? throw new NotSupportedException($"{source}: models of type '{family.ModelType}' have no head for {definition.Objective}.");
        // A head that scores the vocabulary has no size of its own.
        return (family, family.ReadConfig(reader), head with { Size = head.Size is null ? null : definition.ScoreCount, Name = definition.Name });
    }

    /// <summary>The parameters without those of other heads.</summary>
    private OrderedDictionary<ParameterPath, Tensors.Tensor> OwnParameters(HeadDefinition? head) => new(Model.OwnParameters.Where(parameter =>
        !IsOfHead(parameter.Key) || (head is not null && parameter.Key.Value.StartsWith(head.Path + "/", StringComparison.Ordinal))));

    /// <summary>Whether a parameter is one of a head.</summary>
    public static bool IsOfHead(ParameterPath path) => path.Value.StartsWith("heads/", StringComparison.Ordinal);

    /// <summary>Whether a parameter is one of the head of the checkpoint by which masked tokens are rehearsed.</summary>
    public static bool IsOfRehearsedHead(ParameterPath path) => path.Value.StartsWith($"heads/{Objective.MaskedLanguageModel}/", StringComparison.Ordinal);

    private static WeightNames Names(ModelFamily family, EncoderConfig config, HeadDefinition? head) => head is null ? family.EncoderNames(config) : family.Names(config).With(head.Rules());

    private static JsonElement Parse(ReadOnlyMemory<byte> config, string source)
    {
        using var document = BoundedJson.Parse(config, source);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new InvalidDataException($"{source}: the configuration is a JSON {document.RootElement.ValueKind}; it must be an object.");
    }

    private byte[] WriteConfig(HeadDefinition? head, IReadOnlyList<string> names)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            // Members that begin with _ say where the model stood.
            foreach (var member in Config.EnumerateObject().Where(member => !member.Name.StartsWith('_') && !OwnMembers.Contains(member.Name, StringComparer.Ordinal)))
                member.WriteTo(json);
            if (head is not null)
                PretrainedModel.WriteHead(json, head, names);
            if (Definition?.ProblemType is { } problem)
                json.WriteString("problem_type", problem);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
