using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer;

/// <summary>What ML.NET's own trainers say of their columns, so that its evaluators and explorers find them.</summary>
internal static class ScoreAnnotations
{
    /// <summary>Says what a column is.</summary>
    /// <param name="builder">The annotations of the column.</param>
    /// <param name="task">The task, such as <c>Regression</c>.</param>
    /// <param name="value">What the column holds: <c>Score</c> or <c>PredictedLabel</c>.</param>
    public static void Add(DataViewSchema.Annotations.Builder builder, string task, string value)
    {
        builder.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, task.AsMemory());
        builder.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, value.AsMemory());
    }
}
