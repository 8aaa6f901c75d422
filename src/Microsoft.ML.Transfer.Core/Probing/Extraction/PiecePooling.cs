namespace Microsoft.ML.Transfer.Probing;

/// <summary>Which tokens make up the vector of a word or span that the tokenizer divides.</summary>
public enum PiecePooling
{
    /// <summary>The mean of all.</summary>
    Mean,

    /// <summary>The first.</summary>
    First,

    /// <summary>The last.</summary>
    Last,
}
