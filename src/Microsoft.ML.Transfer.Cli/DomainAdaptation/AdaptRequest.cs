using Microsoft.ML.Transfer.DomainAdaptation;

namespace Microsoft.ML.Transfer.Cli.DomainAdaptation;

/// <summary>What <c>mltransfer adapt</c> is asked for.</summary>
/// <param name="Model">The model to begin with.</param>
/// <param name="Data">The texts of the domain.</param>
/// <param name="General">Texts of other kinds; none where nothing is measured outside the domain.</param>
/// <param name="TextColumn">The column of the texts in files that have columns; null for the usual one.</param>
/// <param name="OutputFolder">Where to write the model.</param>
/// <param name="WorkFolder">Where to keep texts, tokens, and how far the training is.</param>
/// <param name="Options">How to train.</param>
internal sealed record AdaptRequest(
    string Model, IReadOnlyList<string> Data, IReadOnlyList<string> General, string? TextColumn, string OutputFolder, string WorkFolder, DomainAdaptationOptions Options);
