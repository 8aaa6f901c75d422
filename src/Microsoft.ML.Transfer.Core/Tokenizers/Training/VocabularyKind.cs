namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>How a trained vocabulary cuts words.</summary>
public enum VocabularyKind
{
    /// <summary>Greedy longest match, as in BERT; words are cleaned and may be lower-cased.</summary>
    WordPiece,

    /// <summary>Byte-pair encoding over UTF-8 bytes, as in GPT-2: every text can be encoded and decoded without loss.</summary>
    ByteLevelBytePair,

    /// <summary>The segmentation of the highest probability (Kudo, 2018), as in SentencePiece.</summary>
    Unigram,
}
