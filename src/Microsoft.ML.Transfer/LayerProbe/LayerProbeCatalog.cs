using Microsoft.ML.Transfer;
using Microsoft.ML.Transfer.Integration;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML;

/// <summary>Adds the probing of an encoder's layers to the transforms of an <see cref="MLContext"/>.</summary>
public static class LayerProbeCatalog
{
    /// <summary>Creates a <see cref="LayerProbeEstimator"/>, which measures what each layer of a pre-trained encoder knows of a label.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="textColumnName">The column of the texts, or, where words have labels, of the words: a vector of texts, or a text that is divided at white space.</param>
    /// <param name="labelColumnName">The column of what is to be predicted: a key or a text for whole texts, a vector of them for words.</param>
    /// <param name="probe">
    /// What is trained on the vectors of each layer: any multiclass trainer or pipeline that reads the columns <c>Features</c> and <c>Label</c> (a key) and adds <c>Score</c>; where null,
    /// this library's own logistic regression, which is much faster.
    /// </param>
    /// <param name="model">A folder in Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="layers">The layers; all where null.</param>
    /// <param name="folds">How many folds the rows are dealt into, at least 2.</param>
    /// <exception cref="ArgumentException">A column name is empty, or an option is out of its range.</exception>
    public static LayerProbeEstimator LayerProbe(
        this TransformsCatalog catalog,
        string textColumnName = "Text",
        string labelColumnName = "Label",
        IEstimator<ITransformer>? probe = null,
        string model = PretrainedEmbeddingsOptions.DefaultModel,
        Layers? layers = null,
        int folds = 5) =>
        catalog.LayerProbe(probe, new LayerProbeOptions
        {
            TextColumnName = textColumnName,
            LabelColumnName = labelColumnName,
            Model = model,
            Probing = new LayerProbingOptions { Extraction = new ExtractionOptions { Layers = layers ?? Layers.All }, Folds = folds },
        });

    /// <summary>Creates a <see cref="LayerProbeEstimator"/> with all of its options.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="probe">
    /// What is trained on the vectors of each layer: any multiclass trainer or pipeline that reads the columns <c>Features</c> and <c>Label</c> (a key) and adds <c>Score</c>; where null,
    /// <see cref="LayerProbingOptions.Probe"/>.
    /// </param>
    /// <param name="options">The model, the columns, and what is measured.</param>
    /// <exception cref="ArgumentException">A column name is empty.</exception>
    public static LayerProbeEstimator LayerProbe(this TransformsCatalog catalog, IEstimator<ITransformer>? probe, LayerProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new LayerProbeEstimator(MLNetInternals.Current.EnvironmentOf(catalog), probe, options);
    }
}
