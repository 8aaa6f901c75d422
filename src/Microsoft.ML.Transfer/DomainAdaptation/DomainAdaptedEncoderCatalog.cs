using Microsoft.ML.Transfer;
using Microsoft.ML.Transfer.DomainAdaptation;

namespace Microsoft.ML;

/// <summary>Adds encoders that are adapted to a domain to the transforms of an <see cref="MLContext"/>.</summary>
public static class DomainAdaptedEncoderCatalog
{
    /// <summary>
    /// Creates a <see cref="DomainAdaptedEncoderEstimator"/>, which goes on training a pre-trained encoder on the texts of a column, without labels, and gives each text the vector that the adapted encoder
    /// makes of it.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column to add: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="passes">How often the texts are read, above 0.</param>
    /// <param name="newWords">How many words the vocabulary is extended by at most, at least 0.</param>
    /// <param name="outputFolder">Where to write the adapted model for other stages; null for nowhere.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty, or an option is out of its range.</exception>
    public static DomainAdaptedEncoderEstimator DomainAdaptedEncoder(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        string model = PretrainedEmbeddingsOptions.DefaultModel,
        double passes = 5,
        int newWords = 0,
        string? outputFolder = null) =>
        catalog.DomainAdaptedEncoder(outputColumnName, inputColumnName, new DomainAdaptedEncoderOptions
        {
            Model = model,
            Adaptation = new DomainAdaptationOptions { Passes = passes, NewWords = newWords },
            OutputFolder = outputFolder,
        });

    /// <summary>Creates a <see cref="DomainAdaptedEncoderEstimator"/> with all of its options.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The name of the column to add: a vector of <see cref="float"/> of known size, with slot names.</param>
    /// <param name="inputColumnName">The name of the text column; <paramref name="outputColumnName"/> where null.</param>
    /// <param name="options">The model, how it is adapted, and how texts become vectors.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column name is empty.</exception>
    public static DomainAdaptedEncoderEstimator DomainAdaptedEncoder(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, DomainAdaptedEncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new DomainAdaptedEncoderEstimator(catalog, outputColumnName, inputColumnName, options);
    }
}
