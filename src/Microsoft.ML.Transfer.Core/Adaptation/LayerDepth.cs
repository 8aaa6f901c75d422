using System.Globalization;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>
/// How far below the head a parameter stands: 0 for the head and the pooler, 1 for the last layer and what follows it, as many as there are layers for the first one, one more for the
/// embeddings and for what all layers share.
/// </summary>
internal static class LayerDepth
{
    private const string Layers = "layers/";

    public static int Of(ParameterPath path, EncoderConfig config)
    {
        var text = path.Value;
        if (IsHead(path))
            return 0;
        if (text.StartsWith("norm/", StringComparison.Ordinal) || text.StartsWith("output/", StringComparison.Ordinal) || text.StartsWith(AddedPaths.Prompt, StringComparison.Ordinal))
            return 1;
        if (!text.StartsWith(Layers, StringComparison.Ordinal))
            return config.LayerCount + 1;
        var number = text.AsSpan(Layers.Length);
        // What stands among the layers without a number of its own, a convolution, belongs to the first.
        return int.TryParse(number[..number.IndexOf('/')], NumberStyles.None, CultureInfo.InvariantCulture, out var layer) ? config.LayerCount - layer : config.LayerCount;
    }

    public static bool IsHead(ParameterPath path) => path.Value.StartsWith("heads/", StringComparison.Ordinal) || path.Value is "pooler" || path.Value.StartsWith("pooler/", StringComparison.Ordinal);
}
