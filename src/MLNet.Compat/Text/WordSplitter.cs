namespace Microsoft.ML.Transforms.Text;

/// <summary>Splits text at separator characters; pieces lose their outer white space, and empty ones are dropped.</summary>
internal static class WordSplitter
{
    public static void Split(ReadOnlyMemory<char> text, ReadOnlySpan<char> separators, List<ReadOnlyMemory<char>> words)
    {
        while (!text.IsEmpty)
        {
            int end = text.Span.IndexOfAny(separators);
            var word = (end < 0 ? text : text[..end]).Trim();
            if (!word.IsEmpty)
                words.Add(word);
            if (end < 0)
                return;
            text = text[(end + 1)..];
        }
    }
}
