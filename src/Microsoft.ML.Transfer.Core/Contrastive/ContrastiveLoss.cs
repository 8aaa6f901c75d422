namespace Microsoft.ML.Transfer;

/// <summary>What the vectors of texts that belong together, or do not, are held against.</summary>
public enum ContrastiveLoss
{
    /// <summary>
    /// The mean of (cos(u, v) − score)² over pairs: the loss of SetFit (Tunstall et al., 2022), with a score of 1 for two texts of one class and 0 for two of different classes, and that
    /// of sentence-transformers for graded pairs (Reimers and Gurevych, 2019).
    /// </summary>
    CosineSimilarity,

    /// <summary>
    /// −log of the probability, by a softmax of scale · cos, that the first text of a pair belongs to its second one rather than to those of the other pairs of the batch or to a hard
    /// negative (Henderson et al., 2017; InfoNCE, van den Oord et al., 2018). Larger batches hold more negatives and teach more.
    /// </summary>
    MultipleNegativesRanking,

    /// <summary>
    /// The mean of max(0, |u − v|² − |u − w|² + margin), u the vector of a text, v that of its partner and w that of a text that does not belong to it, all of length 1: the triplet loss of
    /// FaceNet (Schroff et al., 2015).
    /// </summary>
    Triplet,
}
