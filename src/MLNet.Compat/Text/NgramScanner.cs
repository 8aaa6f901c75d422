using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Visits the n-grams of sequences of keys, with up to a number of keys skipped between two of them.</summary>
/// <remarks>visit: Takes an n-gram; false ends the scan.</remarks>
internal sealed class NgramScanner(int length, int skips, NgramVisitor visit)
{
    public const int MaximumSpan = 10;

    private readonly uint[] _ngram = new uint[length];
    private uint[] _keys = [];

    /// <summary>Scans one row; keys above <paramref name="maximumKey"/> count as missing.</summary>
    public void Scan(in VBuffer<uint> row, uint maximumKey)
    {
        if (_keys.Length < row.Length)
            _keys = new uint[row.Length];
        row.CopyTo(_keys);
        var keys = _keys.AsSpan(0, row.Length);
        foreach (ref uint key in keys)
        {
            if (key > maximumKey)
                key = 0;
        }
        for (int start = 0; start < keys.Length; start++)
        {
            if (!ScanFrom(keys.Slice(start, Math.Min(length + skips, keys.Length - start))))
                return;
        }
    }

    private bool ScanFrom(ReadOnlySpan<uint> window)
    {
        _ngram[0] = window[0];
        if (!visit(_ngram.AsSpan(0, 1)))
            return false;
        if (window.Length == 1)
            return true;
        if (skips > 0)
            return length == 1 || ScanSkipping(window, 1, 0);
        for (int i = 1; i < window.Length; i++)
        {
            _ngram[i] = window[i];
            if (!visit(_ngram.AsSpan(0, i + 1)))
                return false;
        }
        return true;
    }

    private bool ScanSkipping(ReadOnlySpan<uint> window, int i, int skipped)
    {
        for (int k = skipped; k <= skips && k + i < window.Length; k++)
        {
            _ngram[i] = window[k + i];
            if (!visit(_ngram.AsSpan(0, i + 1)))
                return false;
            if (i + 1 < length && i + k + 1 < window.Length && !ScanSkipping(window, i + 1, k))
                return false;
        }
        return true;
    }
}

/// <summary>Takes an n-gram; false ends the scan.</summary>
internal delegate bool NgramVisitor(ReadOnlySpan<uint> ngram);
