using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Which passage it is among all that a training reads, as the two numbers of 32 bits from which what is hidden of it is drawn.</summary>
/// <param name="Block">The number of its block, through all epochs.</param>
/// <param name="Part">Which passage of the block.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PassageNumber(long Block, int Part)
{
    public int Epoch => unchecked((int)(Block >> 24));

    public int Example => unchecked((int)(Block << 8)) ^ Part;
}
