using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.Cli.Pretraining;

/// <summary>What <c>mltransfer pretrain</c> is asked for.</summary>
internal sealed record PretrainRequest
{
    /// <summary>The texts.</summary>
    public required IReadOnlyList<Corpus> Corpora { get; init; }

    /// <summary>The texts that are measured.</summary>
    public required IReadOnlyList<Corpus> Held { get; init; }

    /// <summary>Where to write the model.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Where to keep tokens, the start, and how far the training is.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>What the model learns.</summary>
    public required PretrainingObjective Objective { get; init; }

    /// <summary>The model to go on from: a folder, or the id of a shipped one; null for one that has read nothing.</summary>
    public string? Model { get; init; }

    /// <summary>The size of a model that has read nothing.</summary>
    public required MaskedLanguageModelShape Shape { get; init; }

    /// <summary>The family of such a model, where it is none of masked tokens.</summary>
    public LanguageModelKind Family { get; init; }

    /// <summary>How many word pieces such a model has.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>What is hidden from an encoder with a decoder.</summary>
    public required SpanCorruptionOptions Spans { get; init; }

    /// <summary>How to train.</summary>
    public required PretrainingOptions Options { get; init; }

    /// <summary>Whether the weights are written in half precision.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>What the machine draws; null where nobody asks.</summary>
    public double? Watts { get; init; }

    /// <summary>What an hour of it costs; null where nobody asks.</summary>
    public double? PricePerHour { get; init; }
}
