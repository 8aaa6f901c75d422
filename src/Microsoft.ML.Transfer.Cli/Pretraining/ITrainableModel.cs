using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.Cli.Pretraining;

/// <summary>A model with its tokenizer, whatever it learns.</summary>
internal interface ITrainableModel : IDisposable
{
    /// <summary>The longest text, in tokens.</summary>
    int MaximumPositions { get; }

    /// <summary>Trains it on corpora, and goes on from what the work folder holds.</summary>
    PretrainingSummary Train(PretrainRequest request, PretrainingOptions options, CancellationToken cancellation);

    /// <summary>Writes it as a folder in the Hugging Face layout.</summary>
    void Save(string folder, bool halfPrecision);
}
