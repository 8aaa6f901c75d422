using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Which tokens of a window make up a vector.</summary>
/// <param name="Start">The first of them.</param>
/// <param name="Count">How many.</param>
/// <param name="Row">The row that the vector becomes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VectorPlace(int Start, int Count, int Row);
