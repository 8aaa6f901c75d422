using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>A window of tagged words with what is to be predicted for its tokens.</summary>
/// <param name="Window">The tokens.</param>
/// <param name="Labels">The class of each token; <see cref="CrossEntropy.Ignored"/> for one that is not learned.</param>
/// <param name="Source">The words that it is of.</param>
internal sealed record TokenExample(TokenWindow Window, int[] Labels, TaggedWords Source)
{
    /// <summary>Whether anything is learned from it.</summary>
    public bool HasLabels => Array.Exists(Labels, label => label != CrossEntropy.Ignored);

    public static TokenExample Create(TokenWindow window, TaggedWords source, LabeledPieces pieces)
    {
        var labels = new int[window.Words.Length];
        for (var token = 0; token < labels.Length; token++)
        {
            var label = window.IsFirstPiece(token) || (pieces == LabeledPieces.All && window.Words[token] >= 0) ? source.Labels[window.Words[token]] : TaggedWords.NoLabel;
            labels[token] = label == TaggedWords.NoLabel ? CrossEntropy.Ignored : label;
        }
        return new TokenExample(window, labels, source);
    }
}
