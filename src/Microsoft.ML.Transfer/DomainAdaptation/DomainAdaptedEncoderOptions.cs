using Microsoft.ML.Transfer.DomainAdaptation;
using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>How <see cref="DomainAdaptedEncoderEstimator"/> adapts an encoder to the texts of a column, and how it turns them into vectors then.</summary>
/// <remarks>Immutable; each range is checked where the value is set. Use <c>with</c> for a variant.</remarks>
public sealed record DomainAdaptedEncoderOptions : EmbeddingOptions
{
    /// <summary>
    /// A folder in Hugging Face layout (config.json, model.safetensors, tokenizer files), a name on the Hub (<c>organization/name</c>, with <c>@revision</c> where
    /// another than the main branch is meant), or the id of a shipped model. Best one with a head for masked tokens; without, it gets a new one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is null or empty.</exception>
    public string Model
    {
        get;
        init => field = string.IsNullOrEmpty(value) ? throw OutOfRange(nameof(Model), value, "cannot be null or empty") : value;
    } = PretrainedEmbeddingsOptions.DefaultModel;

    /// <summary>How the model is fetched where it is one of the Hub; by the environment variables of the Hub's tools where null. Not saved with a model.</summary>
    public HubOptions? Hub { get; init; }

    /// <summary>How the encoder is adapted. Its seed counts only where <see cref="Seed"/> is set to it; its threads are <see cref="EmbeddingOptions.Threads"/> where it names none.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public DomainAdaptationOptions Adaptation
    {
        get;
        init => field = value ?? throw Null(nameof(Adaptation));
    } = new();

    /// <summary>Texts of other kinds than those of the column, in which what is forgotten is measured, and which are read too where <see cref="DomainAdaptationOptions.ReplayShare"/> says so; null for none.</summary>
    public IEnumerable<string>? GeneralTexts { get; init; }

    /// <summary>The seed; where null, it is drawn from that of the <see cref="MLContext"/> when the estimator is made. The same seed gives the same bits.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Where to write the adapted model, with its head and its model card, in the Hugging Face layout: the path of this folder is a model for every other stage, such as those that
    /// fine-tune. Null for nowhere; <see cref="PretrainedEmbeddingsTransformer.SaveEncoder"/> writes the encoder later.
    /// </summary>
    public string? OutputFolder { get; init; }

    /// <summary>
    /// Where to keep texts, tokens, and how far the training is: a fit that was interrupted goes on from there when it is called again with the same texts and options. A folder for each fit; null
    /// for a temporary one.
    /// </summary>
    public string? WorkFolder { get; init; }

    /// <summary>Told of what was gained and forgotten, at the end of a fit on the thread that fits; the log of the context has it too.</summary>
    public Action<DomainAdaptationReport>? Completed { get; init; }

    /// <summary>As <see cref="PretrainedEmbeddingsOptions.CacheBytes"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long CacheBytes
    {
        get;
        init => field = value >= 0 ? value : throw OutOfRange(nameof(CacheBytes), value, "must be at least 0");
    } = PretrainedEmbeddingsOptions.DefaultCacheBytes;

    /// <summary>Ends the training after the step at hand, and the encoding of rows, with <see cref="OperationCanceledException"/>. It is not saved with a model.</summary>
    public CancellationToken CancellationToken { get; init; }

    private static ArgumentNullException Null(string property) => new(property);

    private static ArgumentOutOfRangeException OutOfRange(string property, object? value, string rule) => new(property, value, $"{property} {rule}.");
}
