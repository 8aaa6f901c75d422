using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A trie of strings over UTF-16 units, as one hash table of its edges.</summary>
internal sealed class PieceTrie
{
    public const int Root = 0;

    private Edge[] _edges = [];
    private int[] _values = [-1];
    private int _nodes = 1;
    private int _mask;

    public PieceTrie(IEnumerable<(string Key, int Value)> entries, int totalLength)
    {
        _edges = new Edge[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * totalLength))];
        _mask = _edges.Length - 1;
        _values = new int[totalLength + 1];
        Array.Fill(_values, -1);
        foreach (var (key, value) in entries)
        {
            var node = Root;
            foreach (var c in key)
                node = Extend(node, c);
            _values[node] = value;
        }
    }

    /// <summary>The child of a node along a unit, or -1.</summary>
    public int Next(int node, char c)
    {
        var key = Key(node, c);
        for (var at = Start(key); ; at = (at + 1) & _mask)
        {
            ref readonly var edge = ref _edges[at];
            if (edge.Target == 0)
                return -1;
            if (edge.Key == key)
                return edge.Target;
        }
    }

    /// <summary>The value of the string that ends at a node, or -1.</summary>
    public int ValueAt(int node) => _values[node];

    private int Extend(int node, char c)
    {
        var key = Key(node, c);
        var at = Start(key);
        for (; _edges[at].Target != 0; at = (at + 1) & _mask)
        {
            if (_edges[at].Key == key)
                return _edges[at].Target;
        }
        _edges[at] = new Edge(key, _nodes);
        return _nodes++;
    }

    private static ulong Key(int node, char c) => ((ulong)(uint)node << 16) | c;

    private int Start(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 34) & _mask;

    /// <summary>No edge leads to the root, so that target 0 marks a free slot.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Edge(ulong Key, int Target);
}
