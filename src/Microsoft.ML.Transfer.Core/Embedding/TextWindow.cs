using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer;

/// <summary>A stretch of a text that the encoder reads at once.</summary>
/// <param name="Text">Which of the texts it is of.</param>
/// <param name="Ids">Its token ids, special tokens included.</param>
/// <param name="TypeIds">Their types.</param>
/// <param name="Weight">Its share in the vector of the text; the shares of a text's windows add up to 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextWindow(int Text, int[] Ids, int[] TypeIds, float Weight);
