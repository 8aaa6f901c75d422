using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>The vectors that each layer of an encoder gives to texts, with several poolings of one pass.</summary>
internal sealed class TextVectors
{
    private const int TokensPerBatch = 2048;

    private readonly Dictionary<(int Layer, Pooling Pooling), ProbeMatrix> _matrices = [];

    /// <param name="settings">How many threads compute.</param>
    /// <param name="folder">The encoder.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="poolings">How tokens are combined.</param>
    public TextVectors(EvaluationSettings settings, string folder, string[] texts, IEnumerable<Pooling> poolings)
    {
        using var model = settings.Load(folder);
        var encoder = model.Encoder;
        (LayerCount, var columns) = (encoder.Config.LayerCount, encoder.Config.HiddenSize);
        var values = poolings.SelectMany(pooling => Enumerable.Range(0, LayerCount + 1).Select(layer => (layer, pooling))).ToDictionary(place => place, _ => new float[texts.Length * columns]);
        var tokens = Tokenize(model, texts);
        for (var first = 0; first < texts.Length;)
        {
            var builder = new TokenBatchBuilder();
            var end = first;
            while (end < texts.Length && (end == first || builder.TokenCount + tokens[end].Ids.Length <= TokensPerBatch))
                _ = builder.Add(tokens[end].Ids, tokens[end++].TypeIds);
            using var states = encoder.Forward(builder.Build(), threads: settings.Threads);
            foreach (var ((layer, pooling), destination) in values)
                states.Pool(layer, pooling).CopyTo(destination.AsSpan(first * columns, (end - first) * columns));
            first = end;
        }
        foreach (var (place, vectors) in values)
            _matrices[place] = new ProbeMatrix(vectors, texts.Length, columns);
    }

    /// <summary>The number of the last layer.</summary>
    public int LayerCount { get; }

    /// <summary>Features made of them.</summary>
    /// <param name="choice">Layers and pooling.</param>
    /// <param name="change">What is done to the vectors before; nothing when null.</param>
    public ITextKernel Features(FeatureChoice choice, Func<ProbeMatrix, ProbeMatrix>? change = null)
    {
        var vectors = Concatenation.Of([.. choice.Blocks.Select(Mean)]);
        return new EmbeddingKernel(choice.Name, change is null ? vectors : change(vectors), choice.Standardizes);
    }

    private static (int[] Ids, int[] TypeIds)[] Tokenize(TextEmbedder model, string[] texts)
    {
        var special = model.Tokenizer.BuildInputs([]).Ids.Length;
        var limit = Math.Min(model.Encoder.Config.MaximumPositions, model.Tokenizer.ModelMaxLength ?? int.MaxValue) - special;
        var ids = new List<int>();
        return [.. texts.Select(text =>
        {
            ids.Clear();
            _ = model.Tokenizer.EncodeIds(text, ids);
            return model.Tokenizer.BuildInputs([.. ids.Take(limit)]);
        })];
    }

    private ProbeMatrix Mean((int[] Layers, Pooling Pooling) block)
    {
        var layers = block.Layers.Select(layer => _matrices[(layer, block.Pooling)]).ToList();
        if (layers.Count == 1)
            return layers[0];
        var values = new float[layers[0].Values.Length];
        foreach (var layer in layers)
        {
            var span = layer.Values.Span;
            for (var i = 0; i < values.Length; i++)
                values[i] += span[i] / layers.Count;
        }
        return new ProbeMatrix(values, layers[0].Rows, layers[0].Columns);
    }
}
