using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A word as the model of a tokenizer sees it.</summary>
/// <param name="Word">Its text, normalised.</param>
/// <param name="Count">How often it occurs.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WordCount(string Word, long Count);
