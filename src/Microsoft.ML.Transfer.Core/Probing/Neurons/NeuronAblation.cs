using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What a probe still tells of vectors some of whose dimensions are set to their mean.</summary>
/// <param name="Count">How many dimensions of the ranking it is about.</param>
/// <param name="WithoutThem">The accuracy when these are set to their mean, from 0 to 1.</param>
/// <param name="OnlyThem">The accuracy when all others are.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NeuronAblation(int Count, double WithoutThem, double OnlyThem);
