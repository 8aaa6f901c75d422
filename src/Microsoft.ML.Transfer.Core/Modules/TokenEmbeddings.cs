using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>
/// The normalised sum of a vector for each token's id, position and type. <para><i>Parameters:</i> word [vocabulary, hidden], position
/// [positions, hidden], type [types, hidden], norm.</para>
/// </summary>
internal sealed class TokenEmbeddings
{
    private static readonly GatherRows Gather = new();
    private readonly Tensor _words;
    private readonly Tensor _positions;
    private readonly Tensor _types;
    private readonly NormalizationLayer _norm;

    public TokenEmbeddings(ParameterSet parameters, ParameterPath path, EncoderConfig config)
    {
        _words = Table(parameters, path / "word", config.VocabularySize, config.HiddenSize);
        _positions = Table(parameters, path / "position", config.MaximumPositions, config.HiddenSize);
        _types = Table(parameters, path / "type", config.TypeVocabularySize, config.HiddenSize);
        _norm = new NormalizationLayer(parameters, path / "norm", config.HiddenSize, config.NormEpsilon);
    }

    /// <summary>Shape: tokens of the batch → [tokens, hidden].</summary>
    public Tensor Forward(Computation computation, TokenBatch batch)
    {
        var arena = computation.Arena;
        var sum = computation.Apply(Gather, _words, arena.Upload(batch.Ids), _types, arena.Upload(batch.TypeIds), _positions, arena.Upload(batch.Positions));
        return _norm.Forward(computation, sum);
    }

    private static Tensor Table(ParameterSet parameters, ParameterPath path, int rows, int hidden) =>
        parameters.Create(path / "weight", new Shape(rows, hidden), Initialization.Normal);
}
