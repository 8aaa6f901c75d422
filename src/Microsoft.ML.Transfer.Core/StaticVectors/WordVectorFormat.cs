namespace Microsoft.ML.Transfer.StaticVectors;

/// <summary>How a file of word vectors is written.</summary>
public enum WordVectorFormat
{
    /// <summary>As the beginning of the file shows.</summary>
    Detect,

    /// <summary>GloVe (Pennington et al., 2014): a line a word, the word and its numbers with blanks between them.</summary>
    Glove,

    /// <summary>The text form of word2vec (Mikolov et al., 2013) and <c>.vec</c> of fastText: as GloVe, after a line with the number of words and of dimensions.</summary>
    Word2VecText,

    /// <summary>The binary form of word2vec: the same first line, then each word, a blank, and its numbers as float32, little-endian.</summary>
    Word2VecBinary,
}
