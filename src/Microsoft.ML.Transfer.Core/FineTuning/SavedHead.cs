namespace Microsoft.ML.Transfer;

/// <summary>One of several tasks, as an archive describes it.</summary>
/// <param name="Name">What the task is called.</param>
/// <param name="Task">What it does, such as <c>text-classification</c>.</param>
/// <param name="ScoreCount">The number of scores of its head.</param>
/// <param name="ScoreNames">What the scores are called; empty where they have no names.</param>
internal sealed record SavedHead(string Name, string Task, int ScoreCount, IReadOnlyList<string> ScoreNames)
{
    /// <summary>The class of what the model can say nothing of; null where there is no such thing.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public int? DefaultClass { get; init; }
}
