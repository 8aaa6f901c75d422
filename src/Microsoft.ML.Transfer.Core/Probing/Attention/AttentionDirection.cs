namespace Microsoft.ML.Transfer.Probing;

/// <summary>Which way attention is followed from a word to find the other end of a link.</summary>
public enum AttentionDirection
{
    /// <summary>To the other word that it attends to most.</summary>
    Attends,

    /// <summary>To the other word that attends to it most.</summary>
    Attended,
}
