using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <summary>The loss of pairs of texts by the cosines of their vectors.</summary>
/// <param name="encoder">Gives the vectors.</param>
/// <param name="options">Which loss.</param>
internal sealed class ContrastiveObjective(TrainedEmbedder encoder, ContrastiveOptions options) : ITrainingTask<ContrastiveBatch>
{
    private static readonly GatherRows Gather = new();

    /// <inheritdoc/>
    public Backend Backend => encoder.Backend;

    /// <inheritdoc/>
    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => encoder.Parameters;

    /// <inheritdoc/>
    public double WeightOf(ContrastiveBatch batch) => batch.First.Length;

    /// <inheritdoc/>
    public Tensor Loss(Computation computation, ContrastiveBatch batch)
    {
        var vectors = encoder.UnitVectors(computation, batch.Tokens);
        var first = Rows(computation, vectors, batch.First);
        return options.Loss switch
        {
            ContrastiveLoss.CosineSimilarity => Difference(computation, vectors, first, batch),
            ContrastiveLoss.MultipleNegativesRanking => Ranking(computation, vectors, first, batch),
            _ => Triplets(computation, vectors, first, batch),
        };
    }

    private static Tensor Rows(Computation computation, Tensor vectors, int[] rows) => computation.Apply(Gather, vectors, computation.Arena.Upload(rows));

    /// <summary>The mean of (u·v − score)².</summary>
    private static Tensor Difference(Computation computation, Tensor vectors, Tensor first, ContrastiveBatch batch)
    {
        var cosines = Cosines(computation, first, Rows(computation, vectors, batch.Second), factor: 1f);
        return computation.Apply(new MeanSquaredError(), cosines, computation.Arena.Upload(batch.Scores, cosines.Shape));
    }

    /// <summary>The cosine of each pair of rows of unit vectors, times a factor. <i>Shape:</i> [rows, 1].</summary>
    private static Tensor Cosines(Computation computation, Tensor first, Tensor second, float factor)
    {
        var products = computation.Apply(new Multiply(), first, second);
        return computation.Apply(new Linear(), products, computation.Arena.Upload(new Shape(1, products.Shape.Columns), factors => factors.Fill(factor)));
    }

    /// <summary>The mean of max(0, 2 u·w − 2 u·v + margin): of unit vectors, |u − v|² is 2 − 2 u·v.</summary>
    private Tensor Triplets(Computation computation, Tensor vectors, Tensor first, ContrastiveBatch batch)
    {
        var arena = computation.Arena;
        var nearness = Cosines(computation, first, Rows(computation, vectors, batch.Second), factor: -2f);
        var others = Cosines(computation, first, Rows(computation, vectors, batch.Negatives), factor: 2f);
        var margins = arena.Upload(nearness.Shape, values => values.Fill(options.Margin));
        var differences = computation.Apply(new Add(), computation.Apply(new Add(), nearness, others), margins);
        return computation.Apply(new Pool(PoolKind.Mean), computation.Apply(new Activate(Activation.Relu), differences), arena.Upload([0, batch.First.Length]));
    }

    /// <summary>The cross-entropy of scale · u·v over all candidates with the own partner.</summary>
    private Tensor Ranking(Computation computation, Tensor vectors, Tensor first, ContrastiveBatch batch)
    {
        var arena = computation.Arena;
        var cosines = computation.Apply(new Linear(), first, Rows(computation, vectors, [.. batch.Second, .. batch.Negatives]));
        var scaled = computation.Apply(new Add(options.Scale), cosines);
        var scores = computation.Apply(new Add(), scaled, arena.Upload(batch.Mask(), cosines.Shape));
        return computation.Apply(new CrossEntropy(), scores, arena.Upload(Enumerable.Range(0, batch.First.Length).ToArray()));
    }
}
