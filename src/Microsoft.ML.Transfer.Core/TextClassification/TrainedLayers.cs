using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer;

/// <summary>How much of a model is trained; the rest stays as it was. The head is always trained. Compared by value.</summary>
public sealed record TrainedLayers
{
    private const string LayerPrefix = "layers/";

    // Null for everything.
    private readonly int? _top;

    private TrainedLayers(int? top) => _top = top;

    /// <summary>Everything: embeddings, all layers and the head.</summary>
    public static TrainedLayers All { get; } = new(top: null);

    /// <summary>The head alone, and the pooler where it reads one: a linear probe, which is fast, and says what the encoder knows already.</summary>
    public static TrainedLayers HeadOnly { get; } = new(top: 0);

    /// <summary>The head and the last layers, which are the most particular to the task the encoder was trained for (Howard and Ruder, 2018).</summary>
    /// <param name="count">How many layers, at least 1; all but the embeddings where the encoder has no more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static TrainedLayers Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new(count);
    }

    /// <inheritdoc/>
    public override string ToString() => _top switch
    {
        null => "all",
        0 => "head",
        { } top => FormattableString.Invariant($"top:{top}"),
    };

    internal bool IsHeadOnly => _top == 0;

    /// <summary>The factor of the learning rate of each parameter, 0 for those that stay; null where all are trained.</summary>
    /// <exception cref="NotSupportedException">The layers share their parameters, so that the last ones cannot be trained alone.</exception>
    internal Func<ParameterPath, float>? RateFactor(EncoderConfig config)
    {
        if (_top is not { } top)
            return null;
        if (top > 0 && config.Sharing is not null)
            throw new NotSupportedException($"The layers of models of type '{config.ModelType}' share their parameters; train all of them, or the head only.");
        var first = config.LayerCount - top;
        return path => IsTrained(path.Value, first, top) ? 1f : 0f;
    }

    private static bool IsTrained(string path, int first, int top)
    {
        if (path.StartsWith("heads/", StringComparison.Ordinal) || path.StartsWith("pooler/", StringComparison.Ordinal))
            return true;
        if (top == 0)
            return false;
        if (!path.StartsWith(LayerPrefix, StringComparison.Ordinal))
            return path.StartsWith("norm/", StringComparison.Ordinal);
        var number = path.AsSpan(LayerPrefix.Length);
        return int.TryParse(number[..number.IndexOf('/')], System.Globalization.CultureInfo.InvariantCulture, out var layer) && layer >= first;
    }
}
