using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>
/// What an adaptation puts into one model: the model asks while it is built, and the plan remembers what can be merged into the weights later. A decoder and the heads stay as they are.
/// </summary>
internal sealed class AdaptationPlan
{
    private const string Decoder = "decoder/";
    private readonly EncoderConfig _config;
    private readonly List<ParameterPath> _linearLayers = [];
    private readonly List<LinearLayer> _merging = [];

    /// <param name="adaptation">What is adapted.</param>
    /// <param name="config">The architecture of the encoder.</param>
    /// <param name="values">The values of what is put in: seeded, or saved.</param>
    /// <exception cref="NotSupportedException">The architecture cannot be adapted so.</exception>
    public AdaptationPlan(Adaptation adaptation, EncoderConfig config, IParameterSource values)
    {
        adaptation.Check(config);
        (Adaptation, _config, Values) = (adaptation, config, values);
    }

    public Adaptation Adaptation { get; }

    /// <summary>The values of what is put in.</summary>
    public IParameterSource Values { get; }

    /// <summary>How many keys and values stand before those of each sequence.</summary>
    public int PrefixLength => Adaptation.Method is PrefixTuning prefix ? prefix.Length : 0;

    /// <inheritdoc cref="AdaptationMethod.ForLinear"/>
    public LinearAddition? ForLinear(ParameterSet parameters, ParameterPath path, Shape weights, LinearLayer layer)
    {
        if (!IsEncoder(path) || AddedPaths.Contains(path))
            return null;
        _linearLayers.Add(path);
        var addition = Adaptation.Method.ForLinear(parameters, path, weights);
        if (addition is not null)
            _merging.Add(layer);
        return addition;
    }

    /// <inheritdoc cref="AdaptationMethod.ForBranch"/>
    public IBranch ForBranch(ParameterSet parameters, ParameterPath path, IBranch branch) =>
        IsEncoder(path) ? Adaptation.Method.ForBranch(parameters, path, _config, branch) : branch;

    /// <inheritdoc cref="AdaptationMethod.ForAttention"/>
    public AttentionPrefix? ForAttention(ParameterSet parameters, ParameterPath path, int width) => IsEncoder(path) ? Adaptation.Method.ForAttention(parameters, path, width) : null;

    /// <inheritdoc cref="AdaptationMethod.ForEmbeddings"/>
    public PromptRows? ForEmbeddings(ParameterSet parameters, ParameterPath path) => IsEncoder(path) ? Adaptation.Method.ForEmbeddings(parameters, _config) : null;

    /// <summary>Ends the construction of the model.</summary>
    /// <exception cref="NotSupportedException">The model cannot be adapted so.</exception>
    public void Complete(ParameterSet parameters) => Adaptation.Method.Check(parameters, _linearLayers);

    /// <summary>Adds to the weights what can be added, so that it costs nothing any more, and takes it out of the model. While it does so, nobody else may compute with the model.</summary>
    public void Merge(ParameterSet parameters)
    {
        foreach (var layer in _merging)
            layer.Merge();
        if (_merging.Count > 0)
            parameters.Remove(AddedPaths.Contains);
        _merging.Clear();
    }

    private static bool IsEncoder(ParameterPath path) => !LayerDepth.IsHead(path) && !path.Value.StartsWith(Decoder, StringComparison.Ordinal);
}
