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

    /// <summary>Their mean, the token at position i weighted by i: for models that read from left to right, whose later tokens have seen more (Muennighoff, 2022, SGPT).</summary>
    WeightedMean,

    /// <summary>
    /// Their mean, in which the first words weigh more: the first word piece 4 times, the next 2.1, 1.4, 1.15 times and so on, the first token, <c>[CLS]</c>, once. What a text is, a question after a
    /// person or after a number, often shows in its first words, of which a plain mean leaves little. <i>Source:</i> own measurement; see the model card of <c>transfer-mini-en</c>.
    /// </summary>
    LeadMean,
}
