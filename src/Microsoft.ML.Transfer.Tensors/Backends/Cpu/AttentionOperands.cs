namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>What attention reads and writes.</summary>
internal unsafe struct AttentionOperands
{
    /// <summary>[queries, heads · head size], the heads beside each other.</summary>
    public float* Query;

    /// <summary>[keys, key-value heads · head size].</summary>
    public float* Key;

    /// <summary>[keys, key-value heads · head size].</summary>
    public float* Value;

    /// <summary>[queries, heads · head size]; null where only the probabilities are wanted.</summary>
    public float* Result;

    /// <summary>[heads · queries, probability columns]; null where only the result is wanted.</summary>
    public float* Probabilities;

    /// <summary>[sequences + 1].</summary>
    public int* QueryOffsets;

    /// <summary>[sequences + 1].</summary>
    public int* KeyOffsets;

    /// <summary>[keys], 0 for those that none attends to; null when all are visible.</summary>
    public int* Visible;

    /// <summary>[distances, heads], added to the scaled scores; or null.</summary>
    public float* Bias;

    /// <summary>[relative rows, heads · head size], multiplied with the queries; or null.</summary>
    public float* RelativeKeys;

    /// <summary>[relative rows, heads · head size], multiplied with the keys; or null.</summary>
    public float* RelativeQueries;

    /// <summary>[distances]: the row of the relative keys and queries for each distance.</summary>
    public int* RelativeRows;

    /// <summary>[heads, heads], applied to the scores; or null, as is then the weight projection.</summary>
    public float* ScoreProjection;

    /// <summary>[heads, heads], applied to the weights.</summary>
    public float* WeightProjection;

    /// <summary>What sets weights to 0, in training.</summary>
    public AttentionDropout Dropout;

    /// <summary>[workers, scratch size].</summary>
    public float* Scratch;

    public int ScratchSize;
    public int ProbabilityColumns;
    public int Sequences;
    public int LongestQuery;
    public int LongestKey;
    public int Heads;
    public int KeyValueHeads;
    public int HeadSize;
    public int Distances;
    public float Scale;

    /// <summary>How many tokens before itself a query sees at most.</summary>
    public int Before;

    /// <summary>How many tokens after itself a query sees at most.</summary>
    public int After;

    /// <summary>Whether tokens that are not visible have weights of 0.</summary>
    public bool HiddenAttendToNone;

    public readonly bool IsRelative => RelativeRows != null;

    /// <summary>Whether the heads' scores are mixed, so that all heads are computed together.</summary>
    public readonly bool Mixes => ScoreProjection != null;

    /// <summary>Whether a query sees only some of the tokens around it.</summary>
    public readonly bool IsLocal => Before != int.MaxValue || After != int.MaxValue;

    /// <summary>Whether scores start from something else than the mask of the keys.</summary>
    public readonly bool StartsDiffer => Bias != null || IsRelative || IsLocal || Mixes;
}
