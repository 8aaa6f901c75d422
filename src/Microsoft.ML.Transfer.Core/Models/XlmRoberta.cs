namespace Microsoft.ML.Transfer.Models;

/// <summary>XLM-R (Conneau et al., 2020): RoBERTa, trained on a hundred languages.</summary>
internal static class XlmRoberta
{
    public static ModelFamily Family { get; } = Roberta.Create("xlm-roberta", "XLMRoberta");
}
