namespace Microsoft.ML.Transfer;

/// <summary>How the vectors of a text's tokens, special tokens included, become the vector of the text.</summary>
public enum Pooling
{
    /// <summary>Their mean: the usual choice for sentence embeddings (Reimers and Gurevych, 2019).</summary>
    Mean,

    /// <summary>The vector of the first token, <c>[CLS]</c> in BERT.</summary>
    Cls,

    /// <summary>The largest value of each dimension.</summary>
    Max,

    /// <summary>The vector of the last token: the choice for models that read from left to right.</summary>
    Last,

    /// <summary>Their sum over the square root of their number, which lets longer texts have longer vectors.</summary>
    SqrtLength,
}
