namespace Microsoft.ML.Transfer.Probing;

/// <summary>A sentence as the encoder reads it.</summary>
/// <param name="Source">Its words and tree.</param>
/// <param name="Sequence">Its tokens, special ones included.</param>
/// <param name="Pieces">For each word its first token and the one after its last.</param>
internal sealed record ReadSentence(ParsedSentence Source, TextWindow Sequence, (int Start, int End)[] Pieces);
