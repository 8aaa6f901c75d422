namespace Microsoft.ML.Transfer;

/// <summary>The words of a row.</summary>
internal static class WordColumn
{
    /// <summary>The parts of a text between white space, as those who label words in a line of text count them.</summary>
    public static string[] Split(ReadOnlyMemory<char> text) => text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The texts of a vector.</summary>
    public static string[] Read(ReadOnlySpan<ReadOnlyMemory<char>> words)
    {
        var texts = new string[words.Length];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = words[i].ToString();
        return texts;
    }
}
