namespace Microsoft.ML.Transfer.MiniEnglishGerman;

/// <summary>The encoder <c>transfer-mini-ende</c>: this assembly holds its files, a checkpoint in the Hugging Face layout; README.md is its model card.</summary>
public static class MiniEnglishGermanEncoder
{
    /// <summary>The id by which Microsoft.ML.Transfer knows it, where this assembly is in the application's folder.</summary>
    public const string Id = "transfer-mini-ende";
}
