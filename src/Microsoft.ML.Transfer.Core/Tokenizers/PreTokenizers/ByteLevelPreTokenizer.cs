using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The words of GPT-2, as characters that stand for bytes.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool trimOffsets, bool useRegex) : IPreTokenizer
{
    private static readonly WordPattern Words = new(WordScanner.For(Gpt2Words.Pattern));

    public bool AddPrefixSpace => addPrefixSpace;

    public bool TrimOffsets => trimOffsets;

    public bool UseRegex => useRegex;

    public static ByteLevelPreTokenizer Read(ComponentJson json) => new(
        json.Boolean("add_prefix_space", true), json.Boolean("trim_offsets", true), json.Boolean("use_regex", true));

    public void PreTokenize(PieceList pieces)
    {
        if (addPrefixSpace)
            pieces.Rewrite(PrefixSpace.Instance);
        if (useRegex)
            pieces.Split(Words, SplitBehavior.Isolated);
        pieces.Rewrite(ByteLevelNormalizer.Instance);
    }

    public void Write(Utf8JsonWriter json) => Write(json, addPrefixSpace, trimOffsets, useRegex);

    /// <summary>Writes the settings that the byte-level components share.</summary>
    public static void Write(Utf8JsonWriter json, bool addPrefixSpace, bool trimOffsets, bool useRegex)
    {
        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", addPrefixSpace);
        json.WriteBoolean("trim_offsets", trimOffsets);
        json.WriteBoolean("use_regex", useRegex);
        json.WriteEndObject();
    }

    private sealed class WordPattern(WordScanner words) : ITextPattern
    {
        public void FindMatches(ReadOnlySpan<char> text, List<Match> matches)
        {
            for (var start = 0; start < text.Length;)
            {
                var end = words.Next(text, start);
                matches.Add(new Match(start, end, true));
                start = end;
            }
        }
    }

    private sealed class PrefixSpace : INormalizer
    {
        public static readonly PrefixSpace Instance = new();

        public void Normalize(AlignedSpan source, AlignedText destination) =>
            PrependNormalizer.Prepend(source.Chars.StartsWith(' ') ? string.Empty : " ", source, destination);

        public void Write(Utf8JsonWriter json) => throw new NotSupportedException("The prefix space is written with its pre-tokenizer.");
    }
}
