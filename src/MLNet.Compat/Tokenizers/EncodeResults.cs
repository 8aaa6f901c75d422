using System.Runtime.InteropServices;

namespace Microsoft.ML.Tokenizers;

/// <summary>The tokens or ids of a text; the number of characters counts in the normalized text where there is one.</summary>
[StructLayout(LayoutKind.Auto)]
public struct EncodeResults<T>
{
    public IReadOnlyList<T> Tokens { get; set; }

    public string NormalizedText { get; set; }

    public int CharsConsumed { get; set; }
}
