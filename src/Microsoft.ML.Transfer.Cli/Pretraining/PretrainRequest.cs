using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.Cli.Pretraining;

/// <summary>What <c>mltransfer pretrain</c> is asked for.</summary>
/// <param name="Corpora">The texts.</param>
/// <param name="Held">The texts that are measured.</param>
/// <param name="OutputFolder">Where to write the model.</param>
/// <param name="WorkFolder">Where to keep tokens, the start, and how far the training is.</param>
/// <param name="Model">The model to go on from: a folder, or the id of a shipped one; null for one that has read nothing.</param>
/// <param name="Shape">The size of a model that has read nothing.</param>
/// <param name="Vocabulary">How many word pieces.</param>
/// <param name="Options">How to train.</param>
/// <param name="HalfPrecision">Whether the weights are written in half precision.</param>
/// <param name="Watts">What the machine draws; null where nobody asks.</param>
/// <param name="PricePerHour">What an hour of it costs; null where nobody asks.</param>
internal sealed record PretrainRequest(
    IReadOnlyList<Corpus> Corpora, IReadOnlyList<Corpus> Held, string OutputFolder, string WorkFolder, string? Model, MaskedLanguageModelShape Shape, int Vocabulary, PretrainingOptions Options, bool HalfPrecision, double? Watts, double? PricePerHour);
