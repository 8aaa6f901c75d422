using Microsoft.ML.Transfer;

namespace Microsoft.ML;

/// <summary>Adds masked language models to the transforms of an <see cref="MLContext"/>.</summary>
public static class FillMaskCatalog
{
    /// <summary>Creates a <see cref="FillMaskEstimator"/>, which fills in the places of each text, written <c>[MASK]</c>.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column of words to add: a vector of text. Their probabilities go into a column Score.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="model">A folder in Hugging Face layout with the head of a masked language model, or a name on the Hub (<c>organization/name</c>).</param>
    /// <param name="topK">How many words for each place, from 1 to 1000.</param>
    /// <param name="candidates">What may stand in a place.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static FillMaskEstimator FillMask(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string model, int topK = 5, MaskCandidates candidates = MaskCandidates.Words) =>
        catalog.FillMask(outputColumnName, inputColumnName, new FillMaskOptions { Model = model, TopK = topK, Candidates = candidates });

    /// <summary>Creates a <see cref="FillMaskEstimator"/> with all of its options.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column of words to add: a vector of text.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="options">The model and how it is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static FillMaskEstimator FillMask(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, FillMaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FillMaskEstimator(catalog, outputColumnName, inputColumnName, options);
    }
}
