using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>
/// A way to adapt a model: which of its parameters are trained, and what is put into it for that. The places that can take something ask when a model is built; a method answers where it
/// has something for them.
/// </summary>
internal abstract record AdaptationMethod
{
    /// <summary>The text that stands for it, such as <c>lora:8</c>.</summary>
    public abstract string Text { get; }

    /// <summary>Whether it puts something into the model.</summary>
    public virtual bool AddsModules => false;

    /// <summary>Whether a parameter is trained.</summary>
    public virtual bool Trains(ParameterPath path, EncoderConfig config) => LayerDepth.IsHead(path) || AddedPaths.Contains(path);

    /// <summary>The depth, as <see cref="LayerDepth"/> counts, of the lowest parameter that is trained.</summary>
    public virtual int Deepest(EncoderConfig config) => config.LayerCount;

    /// <summary>The usual learning rate with AdamW.</summary>
    /// <param name="width">The length of the encoder's hidden states.</param>
    public abstract double LearningRate(int width);

    /// <summary>Refuses architectures that have no place for it.</summary>
    /// <exception cref="NotSupportedException">The architecture cannot be adapted so.</exception>
    public virtual void Check(EncoderConfig config)
    {
    }

    /// <summary>Refuses a model that was built, where it turned out to have no place for it.</summary>
    /// <param name="parameters">The parameters of the model.</param>
    /// <param name="linearLayers">The paths of the encoder's linear layers.</param>
    /// <exception cref="NotSupportedException">The model cannot be adapted so.</exception>
    public virtual void Check(ParameterSet parameters, IReadOnlyCollection<ParameterPath> linearLayers)
    {
    }

    /// <summary>What a linear layer computes besides; null for nothing.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="path">Where the layer stands in the model.</param>
    /// <param name="weights">The shape of its weights, [out, in].</param>
    public virtual LinearAddition? ForLinear(ParameterSet parameters, ParameterPath path, Shape weights) => null;

    /// <summary>What a branch of a layer becomes.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="path">Where the branch stands in the model.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="branch">The branch as the architecture has it.</param>
    public virtual IBranch ForBranch(ParameterSet parameters, ParameterPath path, EncoderConfig config, IBranch branch) => branch;

    /// <summary>Keys and values before those of each sequence; null for none.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="path">Where the attention stands in the model.</param>
    /// <param name="width">The length of keys and values.</param>
    public virtual AttentionPrefix? ForAttention(ParameterSet parameters, ParameterPath path, int width) => null;

    /// <summary>Vectors before the embeddings of each sequence; null for none.</summary>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="config">The architecture.</param>
    public virtual PromptRows? ForEmbeddings(ParameterSet parameters, EncoderConfig config) => null;
}
