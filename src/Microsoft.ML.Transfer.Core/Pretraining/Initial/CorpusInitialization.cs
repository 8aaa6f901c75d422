using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// Where a small BERT starts so that it need not first find out what can be counted. The last three quarters of a token's vector are from the co-occurrences of the corpus; the first quarter is left to
/// positions, which are sines; the first four heads of layer 1 look one and two tokens to the left and to the right; the bias of the output is the logarithm of the frequencies of tokens; linear
/// layers are 1/√inputs. Everything else, and all of a training that follows, is as in any BERT.
/// </summary>
internal sealed class CorpusInitialization : IParameterSource
{
    // Of the channels of a token: as BERT's 0.02, but for the length of what the first normalisation makes of it, this only sets the scores at the start.
    private const float WordDeviation = 0.05f;

    // How much higher the score of the right position is than that of its neighbour, before the softmax.
    private const double PositionContrast = 5;
    private const double ShortestWave = 4;

    private static readonly int[] Offsets = [-1, 1, -2, 2];
    private readonly SeededParameters _seeded;
    private readonly EncoderConfig _config;
    private readonly float[] _words;
    private readonly float[] _bias;
    private readonly ulong _seed;

    /// <param name="config">The architecture.</param>
    /// <param name="cooccurrences">What was counted in the corpus.</param>
    /// <param name="seed">Where everything else comes from.</param>
    /// <param name="cancellation">Ends the work.</param>
    public CorpusInitialization(EncoderConfig config, Cooccurrences cooccurrences, ulong seed, CancellationToken cancellation)
    {
        (_config, _seed, _seeded) = (config, seed, new SeededParameters(seed));
        _words = WordVectors.Factor(cooccurrences, config.HiddenSize - PositionChannels, seed, cancellation);
        var total = (double)cooccurrences.Frequencies.Sum();
        _bias = [.. cooccurrences.Frequencies.Select(count => (float)Math.Log((count + 1) / (total + cooccurrences.Frequencies.Length)))];
    }

    private int PositionChannels => _config.HiddenSize / 4;

    /// <inheritdoc/>
    public bool Contains(ParameterPath path) => !path.Value.StartsWith("pooler/", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination)
    {
        switch (path.Value)
        {
            case "embeddings/word/weight" or "embeddings/word":
                FillWords(shape, destination);
                break;
            case "embeddings/position/weight" or "embeddings/position":
                FillPositions(shape, destination);
                break;
            case "embeddings/type/weight" or "embeddings/type":
                destination.Clear();
                break;
            case "heads/MaskedLanguageModel/output/bias":
                _bias.CopyTo(destination);
                break;
            case "layers/0/attention/query/weight" when PositionChannels == _config.HeadSize:
                FillHeads(path, shape, destination, head => head < Offsets.Length ? Offsets[head] : null);
                break;
            case "layers/0/attention/key/weight" when PositionChannels == _config.HeadSize:
                FillHeads(path, shape, destination, head => head < Offsets.Length ? 0 : null);
                break;
            default:
                if (initialization is Initialization.Zeros or Initialization.Ones || shape.Rank != 2)
                    _seeded.Fill(path, shape, initialization, destination);
                else
                    FillNormal(path, 1 / Math.Sqrt(shape.Columns), destination);
                break;
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
    }

    private void FillWords(Shape shape, Span<float> destination)
    {
        destination.Clear();
        var (width, rank) = (shape.Columns, shape.Columns - PositionChannels);
        var random = new CounterRandom(_seed, CounterRandom.StreamOf("words"));
        for (var row = 0; row < shape.Rows; row++)
        {
            var vector = destination.Slice(row * width + PositionChannels, rank);
            _words.AsSpan(row * rank, rank).CopyTo(vector);
            var length = TensorPrimitives.Norm<float>(vector);
            if (length > 0)
            {
                TensorPrimitives.Multiply(vector, WordDeviation * MathF.Sqrt(rank) / length, vector);
                continue;
            }
            for (var i = 0; i < rank; i++)
                vector[i] = (float)(WordDeviation * random.Normal((ulong)(row * (long)rank + i)));
        }
    }

    /// <summary>Sines and cosines side by side, with as much weight in a channel as a word has.</summary>
    private void FillPositions(Shape shape, Span<float> destination)
    {
        destination.Clear();
        for (var position = 0; position < shape.Rows; position++)
        {
            for (var wave = 0; wave < PositionChannels / 2; wave++)
            {
                var (sin, cos) = Math.SinCos(Frequency(wave) * position);
                var at = position * shape.Columns + 2 * wave;
                (destination[at], destination[at + 1]) = ((float)(WordDeviation * Math.Sqrt(2) * sin), (float)(WordDeviation * Math.Sqrt(2) * cos));
            }
        }
    }

    /// <summary>From waves of 4 tokens to such of twice the longest text.</summary>
    private double Frequency(int wave)
    {
        var longest = 2.0 * _config.MaximumPositions;
        return 2 * Math.PI / ShortestWave * Math.Pow(ShortestWave / longest, wave / Math.Max(1.0, PositionChannels / 2 - 1));
    }

    /// <summary>
    /// Rows of a head that read nothing but the position, turned by an offset: sin ω(p + o) and cos ω(p + o) from sin ωp and cos ωp, so that the product of a query at p with a key at p' is a
    /// sum of cos ω(p + o − p'), highest where p' = p + o.
    /// </summary>
    private void FillHeads(ParameterPath path, Shape shape, Span<float> destination, Func<int, int?> offsetOf)
    {
        FillNormal(path, 1 / Math.Sqrt(shape.Columns), destination);
        var size = _config.HeadSize;
        // After the normalisation each channel has a mean square of 1, a wave an amplitude of √2; attention divides scores by the root of the size of a head.
        var contrast = Enumerable.Range(0, size / 2).Sum(wave => 2 * (1 - Math.Cos(Frequency(wave)))) / Math.Sqrt(size);
        var gain = Math.Sqrt(PositionContrast / contrast);
        for (var head = 0; head < _config.HeadCount; head++)
        {
            if (offsetOf(head) is not { } offset)
                continue;
            for (var wave = 0; wave < size / 2; wave++)
            {
                var (sin, cos) = Math.SinCos(Frequency(wave) * offset);
                var first = destination.Slice((head * size + 2 * wave) * shape.Columns, shape.Columns);
                var second = destination.Slice((head * size + 2 * wave + 1) * shape.Columns, shape.Columns);
                first.Clear();
                second.Clear();
                (first[2 * wave], first[2 * wave + 1]) = ((float)(gain * cos), (float)(gain * sin));
                (second[2 * wave], second[2 * wave + 1]) = ((float)(-gain * sin), (float)(gain * cos));
            }
        }
    }

    private void FillNormal(ParameterPath path, double deviation, Span<float> destination)
    {
        var random = new CounterRandom(_seed, CounterRandom.StreamOf(path.Value));
        for (var i = 0; i < destination.Length; i++)
            destination[i] = (float)(deviation * random.Normal((ulong)i));
    }
}
