using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>The n-grams learnt of one column, each with its weight by document frequency where that counts.</summary>
internal sealed class NgramDictionary
{
    private readonly bool[] _hasLength;

    private NgramDictionary(int length, int skips, NgramExtractingEstimator.WeightingCriteria weighting, NgramPool pool, bool[] hasLength, double[] idf)
    {
        Length = length;
        Skips = skips;
        Weighting = weighting;
        Pool = pool;
        _hasLength = hasLength;
        InverseDocumentFrequencies = idf;
    }

    public int Length { get; }

    public int Skips { get; }

    public NgramExtractingEstimator.WeightingCriteria Weighting { get; }

    public NgramPool Pool { get; }

    /// <summary>log(documents / documents with the n-gram); null for plain counts.</summary>
    public double[] InverseDocumentFrequencies { get; }

    /// <summary>Starts learning; each row is given to the first function, false from it means no more are needed.</summary>
    public static (Func<VBuffer<uint>, bool> Learn, Func<NgramDictionary> Finish) StartLearning(NgramColumn column, uint maximumKey)
    {
        var pool = new NgramPool();
        var counts = new int[column.Length];
        var documents = new List<double>();
        bool weighted = column.Weighting != NgramExtractingEstimator.WeightingCriteria.Tf;
        var row = new SlotCounter(0);
        int full = column.Limits.Count(limit => limit <= 0);
        long rows = 0;
        var scanner = new NgramScanner(column.Length, column.Skips, ngram =>
        {
            int level = ngram.Length - 1;
            int slot = -1;
            if (counts[level] < column.Limits[level] && pool.TryAdd(ngram, out slot) && ++counts[level] >= column.Limits[level])
                full++;
            if (!weighted)
                return full < column.Length;
            if (slot < 0)
                slot = pool.Find(ngram);
            if (slot >= 0)
            {
                row.EnsureSlots(slot + 1);
                row.Add(slot);
            }
            return true;
        });

        bool Learn(VBuffer<uint> keys)
        {
            rows++;
            scanner.Scan(keys, maximumKey);
            if (!weighted)
                return full < column.Length;
            while (documents.Count < pool.Count)
                documents.Add(0);
            foreach (int slot in row.Touched)
                documents[slot]++;
            row.Clear();
            return true;
        }

        NgramDictionary Finish()
        {
            double[] idf = weighted ? documents.Select(count => Math.Log(rows / count)).ToArray() : null;
            return new NgramDictionary(column.Length, column.Skips, column.Weighting, pool, Array.ConvertAll(counts, count => count > 0), idf);
        }
        return (Learn, Finish);
    }

    /// <summary>Turns rows of keys into weighted counts.</summary>
    public Action<VBuffer<uint>, VBufferHolder> MakeCounter(uint maximumKey)
    {
        var counter = new SlotCounter(Pool.Count);
        var scanner = new NgramScanner(Length, Skips, ngram =>
        {
            int slot = _hasLength[ngram.Length - 1] ? Pool.Find(ngram) : -1;
            if (slot >= 0)
                counter.Add(slot);
            return true;
        });
        return (keys, result) =>
        {
            counter.Clear();
            scanner.Scan(keys, maximumKey);
            counter.CopyTo(ref result.Value);
            ApplyWeights(ref result.Value);
        };
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Length);
        writer.Write(Skips);
        writer.Write((int)Weighting);
        foreach (bool has in _hasLength)
            writer.Write(has);
        Pool.Save(writer);
        if (InverseDocumentFrequencies is null)
            return;
        foreach (double weight in InverseDocumentFrequencies)
            writer.Write(weight);
    }

    public static NgramDictionary Load(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        int skips = reader.ReadInt32();
        var weighting = (NgramExtractingEstimator.WeightingCriteria)reader.ReadInt32();
        Contracts.CheckDecode(length is > 0 and <= NgramScanner.MaximumSpan && Enum.IsDefined(weighting));
        var hasLength = new bool[length];
        for (int i = 0; i < length; i++)
            hasLength[i] = reader.ReadBoolean();
        var pool = NgramPool.Load(reader);
        double[] idf = null;
        if (weighting != NgramExtractingEstimator.WeightingCriteria.Tf)
        {
            idf = reader.ReadArray<double>(pool.Count);
        }
        return new NgramDictionary(length, skips, weighting, pool, hasLength, idf);
    }

    private void ApplyWeights(ref VBuffer<float> counts)
    {
        if (InverseDocumentFrequencies is null)
            return;
        bool binary = Weighting == NgramExtractingEstimator.WeightingCriteria.Idf;
        var editor = VBufferEditor.CreateFromBuffer(ref counts);
        for (int i = 0; i < editor.Values.Length; i++)
        {
            double weight = InverseDocumentFrequencies[editor.Indices.IsEmpty ? i : editor.Indices[i]];
            ref float value = ref editor.Values[i];
            if (binary)
                value = value >= 1 ? (float)weight : 0;
            else
                value = (float)(value * weight);
        }
        counts = editor.Commit();
    }
}

/// <summary>A vector that a delegate fills.</summary>
internal sealed class VBufferHolder
{
    public VBuffer<float> Value;
}
