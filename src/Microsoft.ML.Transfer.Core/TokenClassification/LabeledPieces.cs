namespace Microsoft.ML.Transfer;

/// <summary>Which tokens learn the label of a word that the tokenizer divides. Whichever they are, the first token of a word predicts it.</summary>
public enum LabeledPieces
{
    /// <summary>The first (Devlin et al., 2019).</summary>
    First,

    /// <summary>All.</summary>
    All,
}
