using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.SentenceTransformers;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.DomainAdaptation;

/// <summary>A checkpoint that is trained on as a masked language model, with a new head where it has none for masked tokens; other heads are left out.</summary>
internal sealed class AdaptableCheckpoint
{
    private readonly CheckpointFolder _checkpoint;
    private readonly ModelFamily _family;
    private readonly EncoderConfig _config;
    private readonly HeadDefinition _head;

    private AdaptableCheckpoint(SentenceModel sentence, string name, string? notice)
    {
        (Sentence, Name, Notice) = (sentence, name, notice);
        _checkpoint = CheckpointFolder.Open(sentence.EncoderFolder);
        var source = Path.Combine(_checkpoint.Path, CheckpointFolder.ConfigFileName);
        _family = ModelFamilies.Of(_checkpoint.Config, source);
        var json = new ConfigReader(_checkpoint.Config, source);
        _config = _family.ReadConfig(json);
        var architectures = json.Texts("architectures");
        var heads = _family.Heads(json).Where(head => head.Objective == Objective.MaskedLanguageModel).ToList();
        var own = heads.Find(head => head.Architectures.Intersect(architectures, StringComparer.Ordinal).Any());
        HasNewHead = own is null;
        _head = own ?? heads.FirstOrDefault()
            ?? throw new NotSupportedException($"{source}: models of type '{_family.ModelType}' do not predict masked tokens, so that they cannot be adapted; take an encoder such as BERT, RoBERTa or ModernBERT.");
        Tokenizer = PretrainedTokenizer.Load(sentence.EncoderFolder);
        EmbedderModel.CheckFit(name, Tokenizer, _config);
        if (Tokenizer.MaskTokenId is null)
            throw new NotSupportedException($"{name}: the tokenizer has no mask token, [MASK] or <mask>, so that nothing can be hidden from the model.");
    }

    /// <summary>What the model is called, without the place where it stands.</summary>
    public string Name { get; }

    /// <summary>What the user should know about it, or null.</summary>
    public string? Notice { get; }

    /// <summary>What the folder says of how texts become vectors.</summary>
    public SentenceModel Sentence { get; }

    /// <summary>Its tokenizer.</summary>
    public PretrainedTokenizer Tokenizer { get; }

    /// <summary>Whether it has no head for masked tokens of its own.</summary>
    public bool HasNewHead { get; }

    /// <summary>The longest text in tokens.</summary>
    public int MaximumPositions => Math.Min(_config.MaximumPositions, Tokenizer.ModelMaxLength ?? int.MaxValue);

    /// <summary>The length of a token's vector.</summary>
    public int HiddenSize => _config.HiddenSize;

    /// <summary>Finds a checkpoint.</summary>
    /// <param name="model">A folder, a name on the Hub, or the id of a shipped model.</param>
    /// <param name="hub">How models are fetched.</param>
    /// <param name="workFolder">Where the files of a shipped model go.</param>
    public static AdaptableCheckpoint Open(string model, HubOptions? hub, string workFolder)
    {
        if (!ShippedModels.Contains(model))
        {
            var name = Directory.Exists(model) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model))) : model;
            return new AdaptableCheckpoint(SentenceModel.Find(model, hub), name, notice: null);
        }
        var folder = Path.Combine(workFolder, model);
        var files = ShippedModels.Files(model);
        files.WriteCheckpoint(folder);
        var saved = SavedOptions.Read(files.Require(EmbedderArchive.OptionsName, model), model);
        return new AdaptableCheckpoint(SentenceModel.OfShipped(folder, saved.Options), model, saved.Notice);
    }

    /// <summary>Loads the model with the vocabulary it has. A new head begins with how frequent tokens are.</summary>
    /// <param name="seed">Where the rest of a new head comes from.</param>
    /// <param name="counts">How often each token occurs in the domain.</param>
    public PretrainedModel Load(ulong seed, IReadOnlyList<long> counts) => Load(seed, counts, []);

    /// <summary>Loads the model with a vocabulary that was extended.</summary>
    /// <param name="seed">Where the rest of a new head comes from.</param>
    /// <param name="counts">How often each token occurs in the domain, the new ones among them.</param>
    /// <param name="added">The new tokens.</param>
    public PretrainedModel Load(ulong seed, IReadOnlyList<long> counts, IReadOnlyList<NewToken> added)
    {
        using var weights = _checkpoint.OpenWeights();
        IParameterSource values = HasNewHead
            ? new NewHeadParameters(new CheckpointParameters(weights, _family.EncoderNames(_config)), new SeededParameters(seed), _head)
            : new CheckpointParameters(weights, _family.Names(_config).With(_head.Rules()));
        var config = _config;
        if (added.Count > 0)
        {
            values = new GrownVocabulary(values, _head, _config.VocabularySize, added);
            config = _config with { VocabularySize = Math.Max(_config.VocabularySize, added[^1].Id + 1) };
        }
        var model = PretrainedModel.Create(_family, config, [_head], values);
        if (HasNewHead && model.Encoder.Parameters.TryGetValue(new ParameterPath($"{_head.Path}/output/bias"), out var bias))
            bias.CopyFrom(Frequencies(counts, config.VocabularySize));
        return model;
    }

    /// <summary>The logarithms of the frequencies of tokens, none of which is 0: what a head that knows nothing else would say.</summary>
    private static float[] Frequencies(IReadOnlyList<long> counts, int size)
    {
        var total = (double)counts.Sum() + size;
        return [.. Enumerable.Range(0, size).Select(id => (float)Math.Log(((id < counts.Count ? counts[id] : 0) + 1) / total))];
    }
}
