using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>A dimension of a layer, with how much a probe relies on it.</summary>
/// <param name="Index">Which dimension, from 0.</param>
/// <param name="Importance">How much, in the unit of the ranking; the higher the more.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RankedNeuron(int Index, double Importance);
