using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>A point of the curve of a pre-training.</summary>
/// <param name="Step">After which step.</param>
/// <param name="Tokens">How many tokens had been read.</param>
/// <param name="TrainingLoss">The mean loss of the steps since the point before.</param>
/// <param name="HeldLoss">The loss of masked tokens of texts that are not trained on; NaN where there are none.</param>
/// <param name="HeldAccuracy">The part of them that is predicted.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CurvePoint(int Step, long Tokens, double TrainingLoss, double HeldLoss, double HeldAccuracy);
