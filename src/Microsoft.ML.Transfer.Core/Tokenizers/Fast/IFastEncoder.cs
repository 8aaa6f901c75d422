namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// A shorter way from text to ids for a common combination of components; it gives exactly what the general way gives. Works on text between
/// added tokens.
/// </summary>
internal interface IFastEncoder
{
    /// <summary>Appends the ids of a text; false, with nothing appended, where only the general way is right for it.</summary>
    bool TryEncode(ReadOnlySpan<char> text, List<int> ids);
}
