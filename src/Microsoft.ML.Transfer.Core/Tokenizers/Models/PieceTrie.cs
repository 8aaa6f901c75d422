using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A trie of strings over UTF-16 units, as one hash table of its edges.</summary>
internal sealed class PieceTrie
{
    public const int Root = 0;

    private readonly Edge[] _edges;
    private readonly int[] _values;
    private readonly int _mask;
    private int _nodes = 1;

    /// <param name="totalLength">The length of all strings that will be added.</param>
    public PieceTrie(int totalLength)
    {
        _edges = new Edge[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, totalLength + totalLength / 2))];
        _mask = _edges.Length - 1;
        _values = new int[totalLength + 1];
        Array.Fill(_values, -1);
    }

    /// <summary>Adds a string; one that is there already gets the new value. Not to be called once the trie is shared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<char> key, int value)
    {
        var node = Root;
        foreach (var c in key)
            node = Extend(node, c);
        _values[node] = value;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
