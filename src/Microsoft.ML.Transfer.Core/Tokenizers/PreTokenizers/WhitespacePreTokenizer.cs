using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Runs of word characters, and runs of other characters that are not white space.</summary>
internal sealed class WhitespacePreTokenizer : IPreTokenizer
{
    public void PreTokenize(PieceList pieces) => pieces.Split(Runs.Instance, SplitBehavior.Removed);

    public void Write(Utf8JsonWriter json) => json.WriteTypeOnly("Whitespace");

    /// <summary>Reports white space as matches, so that it is what gets removed.</summary>
    private sealed class Runs : ITextPattern
    {
        public static readonly Runs Instance = new();

        public void FindMatches(ReadOnlySpan<char> text, List<Match> matches)
        {
            var (start, kind) = (0, -1);
            for (var i = 0; i < text.Length;)
            {
                var codePoint = CharacterClasses.CodePointAt(text, i, out var units);
                var next = CharacterClasses.IsWord(codePoint) ? 1 : CharacterClasses.IsWhiteSpace(codePoint) ? 0 : 2;
                if (next != kind && i > start)
                {
                    matches.Add(new Match(start, i, kind == 0));
                    start = i;
                }
                kind = next;
                i += units;
            }
            if (start < text.Length)
                matches.Add(new Match(start, text.Length, kind == 0));
        }
    }
}
