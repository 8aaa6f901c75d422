using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>Some consecutive words of a sentence.</summary>
/// <param name="Sentence">The sentence, from 0.</param>
/// <param name="Start">The first word, from 0.</param>
/// <param name="End">The word after the last.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WordSpan(int Sentence, int Start, int End);
