using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>The vectors that each layer of an encoder gives to texts, by their pooling.</summary>
internal sealed class TextVectors : IDisposable
{
    private readonly Dictionary<Pooling, LayerStore> _stores = [];

    public TextVectors(EvaluationSettings settings, string folder, string[] texts, params ReadOnlySpan<Pooling> poolings)
    {
        foreach (var pooling in poolings)
        {
            using var model = settings.Load(folder, pooling);
            LayerCount = model.Encoder.Config.LayerCount;
            _stores[pooling] = LayerExtraction.Texts(model, texts);
        }
    }

    /// <summary>The number of the last layer.</summary>
    public int LayerCount { get; }

    /// <summary>Features made of them.</summary>
    public ITextKernel Features(FeatureChoice choice) => choice.Of(_stores);

    public void Dispose()
    {
        foreach (var store in _stores.Values)
            store.Dispose();
    }
}
