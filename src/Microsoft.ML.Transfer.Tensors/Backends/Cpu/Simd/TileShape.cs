using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

/// <summary>The part of a matrix product that a micro-kernel holds in registers.</summary>
/// <param name="Rows">How many rows, at most.</param>
/// <param name="Columns">How many columns, always: a multiple of the vector's length.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TileShape(int Rows, int Columns)
{
    /// <summary>How many columns are computed in vain at the end of a matrix.</summary>
    public int Padding(int columns) => (Columns - columns % Columns) % Columns;
}
