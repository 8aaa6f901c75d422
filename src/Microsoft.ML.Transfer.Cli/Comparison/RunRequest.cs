
namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>What <c>run</c> is asked to do.</summary>
/// <param name="Data">The labelled texts.</param>
/// <param name="Embedder">The encoder whose vectors are compared.</param>
/// <param name="Untrained">An encoder that has learned nothing, as a baseline.</param>
/// <param name="Folds">The folds of the cross-validation, at least 2.</param>
/// <param name="Seed">Decides the folds.</param>
/// <param name="ModelPath">Where to save the trained model.</param>
internal sealed record RunRequest(LabelledData Data, TextEmbedder Embedder, TextEmbedder Untrained, int Folds, int Seed, string ModelPath);
