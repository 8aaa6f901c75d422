namespace Microsoft.ML.Transfer.Probing;

/// <summary>What is asked of the rows of every layer.</summary>
/// <param name="Labels">The class of each row.</param>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Groups">The group of each row, such as its sentence.</param>
internal sealed record ProbeTask(int[] Labels, int Classes, int[] Groups)
{
    /// <summary>The type of each row's word; null where rows are no words, which leaves out the control task and the baseline of word types.</summary>
    public int[]? WordTypes { get; init; }

    /// <summary>The classes of the rows of the test split; null where there is none.</summary>
    public int[]? TestLabels { get; init; }

    /// <summary>Their groups; null where there is no test split.</summary>
    public int[]? TestGroups { get; init; }

    /// <summary>Refuses parts that do not fit together.</summary>
    public void Check()
    {
        if (Groups.Length != Labels.Length)
            throw new InvalidOperationException($"There are {Groups.Length} groups for {Labels.Length} labels.");
        if (WordTypes is not null && WordTypes.Length != Labels.Length)
            throw new InvalidOperationException($"There are {WordTypes.Length} word types for {Labels.Length} labels.");
        if (TestLabels?.Length != TestGroups?.Length)
            throw new InvalidOperationException($"There are {TestGroups?.Length ?? 0} groups for {TestLabels?.Length ?? 0} labels of the test split.");
    }
}
