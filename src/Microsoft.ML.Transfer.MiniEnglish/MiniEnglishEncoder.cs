namespace Microsoft.ML.Transfer.MiniEnglish;

/// <summary>The encoder <c>transfer-mini-en</c>: this assembly holds its files, a checkpoint in the Hugging Face layout; README.md is its model card.</summary>
public static class MiniEnglishEncoder
{
    /// <summary>The id by which Microsoft.ML.Transfer knows it.</summary>
    public const string Id = "transfer-mini-en";
}
