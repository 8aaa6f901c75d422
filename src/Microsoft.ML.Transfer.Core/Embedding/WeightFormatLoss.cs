using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <summary>What a format of the weights costs: how far the vectors of some texts are from those of single precision.</summary>
/// <param name="Format">The format.</param>
/// <param name="Texts">How many texts were compared.</param>
/// <param name="MeanCosine">The mean of the cosines between the two vectors of a text: 1 where they are the same but for their lengths.</param>
/// <param name="LowestCosine">That of the text that lost most.</param>
public sealed record WeightFormatLoss(WeightFormat Format, int Texts, double MeanCosine, double LowestCosine)
{
    /// <summary>Loads a model twice, one after the other, and compares.</summary>
    /// <param name="model">A folder in the Hugging Face layout, or the id of a shipped model.</param>
    /// <param name="options">How texts become vectors, and the format of the weights.</param>
    /// <param name="texts">Texts such as the model is to be used on; at least one.</param>
    /// <exception cref="ArgumentException">There are no texts.</exception>
    public static WeightFormatLoss Measure(string model, EmbeddingOptions options, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
            throw new ArgumentException("The loss of a weight format is measured on texts; there are none.", nameof(texts));
        var expected = Vectors(model, options with { WeightFormat = WeightFormat.Float32 }, texts);
        var actual = Vectors(model, options, texts);
        var cosines = expected.Zip(actual, (a, b) => (double)TensorPrimitives.CosineSimilarity<float>(a, b)).ToList();
        return new WeightFormatLoss(options.WeightFormat, texts.Count, cosines.Average(), cosines.Min());
    }

    private static float[][] Vectors(string model, EmbeddingOptions options, IReadOnlyList<string> texts)
    {
        using var embedder = TextEmbedder.Load(model, options);
        var vectors = new float[texts.Count * embedder.Dimension];
        embedder.Embed([.. texts], vectors);
        return [.. vectors.Chunk(embedder.Dimension)];
    }
}
