using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Finds added tokens in a text: leftmost first, the longest of those.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly List<Node> _nodes = [new Node()];
    private readonly Dictionary<long, int> _edges = [];
    private readonly SearchValues<char> _firstCharacters;

    public AddedTokenMatcher(IEnumerable<(string Pattern, AddedToken Token)> tokens)
    {
        var first = new HashSet<char>();
        foreach (var (pattern, token) in tokens)
        {
            if (pattern.Length == 0)
                continue;
            first.Add(pattern[0]);
            var node = 0;
            foreach (var c in pattern)
            {
                if (!_edges.TryGetValue(Edge(node, c), out var next))
                {
                    next = _nodes.Count;
                    _nodes.Add(new Node());
                    _edges.Add(Edge(node, c), next);
                }
                node = next;
            }
            _nodes[node].Token ??= token;
        }
        _firstCharacters = SearchValues.Create([.. first]);
    }

    /// <summary>Whether the text may hold a token; false is certain.</summary>
    public bool MayMatch(ReadOnlySpan<char> text) => text.ContainsAny(_firstCharacters);

    /// <summary>Appends the tokens found and the texts between them, in order.</summary>
    public void Find(ReadOnlySpan<char> text, List<Part> parts)
    {
        var done = 0;
        for (var position = 0; position < text.Length;)
        {
            var next = text[position..].IndexOfAny(_firstCharacters);
            if (next < 0)
                break;
            position += next;
            if (LongestAt(text, position, out var length) is not { } token)
            {
                position++;
                continue;
            }
            var (start, end) = (position, position + length);
            position = end;
            if (token.SingleWord && TouchesWord(text, start, end))
                continue;
            if (token.StripLeft)
            {
                while (start > done && char.IsWhiteSpace(text[start - 1]))
                    start--;
            }
            if (token.StripRight)
            {
                while (end < text.Length && char.IsWhiteSpace(text[end]))
                    end++;
            }
            if (done < start)
                parts.Add(new Part(done, start - done, -1));
            parts.Add(new Part(start, end - start, token.Id));
            done = end;
        }
        if (done < text.Length)
            parts.Add(new Part(done, text.Length - done, -1));
    }

    private static long Edge(int node, char next) => ((long)node << 16) | next;

    private AddedToken? LongestAt(ReadOnlySpan<char> text, int start, out int length)
    {
        AddedToken? longest = null;
        length = 0;
        var node = 0;
        for (var i = start; i < text.Length && _edges.TryGetValue(Edge(node, text[i]), out node); i++)
        {
            if (_nodes[node].Token is { } token)
                (longest, length) = (token, i + 1 - start);
        }
        return longest;
    }

    private static bool TouchesWord(ReadOnlySpan<char> text, int start, int end)
    {
        if (start > 0)
        {
            var units = start > 1 && char.IsLowSurrogate(text[start - 1]) ? 2 : 1;
            if (CharacterClasses.IsWord(CharacterClasses.CodePointAt(text, start - units, out _)))
                return true;
        }
        return end < text.Length && CharacterClasses.IsWord(CharacterClasses.CodePointAt(text, end, out _));
    }

    private sealed class Node
    {
        public AddedToken? Token { get; set; }
    }

    /// <summary>A part of a text: a token, or text between tokens where the id is -1.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Part(int Start, int Length, int TokenId);
}
