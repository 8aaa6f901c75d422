using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>A sequence for a model that predicts the token after each.</summary>
/// <param name="Ids">What the model reads.</param>
/// <param name="Targets">What it is to predict for each token.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PredictedSequence(int[] Ids, int[] Targets);
