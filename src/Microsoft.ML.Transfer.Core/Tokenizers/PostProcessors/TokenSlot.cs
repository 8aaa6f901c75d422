using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Everything known of one token of an encoding.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenSlot
{
    public int Id { get; init; }

    public string Token { get; init; }

    public int TypeId { get; init; }

    /// <summary>Where the token starts in its text, in UTF-16 units.</summary>
    public int Start { get; init; }

    public int End { get; init; }

    public int Attention { get; init; }

    public bool IsSpecial { get; init; }

    /// <summary>The word it comes from; -1 for special tokens.</summary>
    public int WordId { get; init; }

    /// <summary>0 for the first text, 1 for the second, -1 for neither.</summary>
    public int SequenceId { get; init; }
}
