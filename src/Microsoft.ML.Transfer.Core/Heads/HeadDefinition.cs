using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Heads;

/// <summary>
/// A task head as data: which vectors it reads, a hidden layer and its normalisation where it has them, a linear layer to the scores, and how
/// checkpoints name all that.
/// </summary>
/// <param name="Objective">What it predicts.</param>
/// <param name="Architectures">The classes, in <c>architectures</c> of <c>config.json</c>, whose checkpoints have it.</param>
internal sealed record HeadDefinition(Objective Objective, params IReadOnlyList<string> Architectures)
{
    /// <summary>What it reads.</summary>
    public HeadInput Input { get; init; }

    /// <summary>The hidden layer's name in checkpoints; null where there is none.</summary>
    public string? Dense { get; init; }

    /// <summary>The hidden layer's activation; that of the model where it is null.</summary>
    public Activation? Activation { get; init; }

    /// <summary>Whether the hidden layer has a bias.</summary>
    public bool DenseHasBias { get; init; } = true;

    /// <summary>The name of the normalisation after the hidden layer; null where there is none.</summary>
    public string? Norm { get; init; }

    /// <summary>The name of the linear layer to the scores.</summary>
    public required string Output { get; init; }

    /// <summary>The name of its bias, where that is not the layer's name and <c>.bias</c>.</summary>
    public string? OutputBias { get; init; }

    /// <summary>How its bias is stored, where that is not a plain vector.</summary>
    public TensorLayout? OutputBiasLayout { get; init; }

    /// <summary>Whether it has a bias.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>Whether its weight is the table of word vectors.</summary>
    public bool SharesWords { get; init; }

    /// <summary>The factor of what it reads.</summary>
    public float Scale { get; init; } = 1f;

    /// <summary>The number of scores; that of the vocabulary where it is null.</summary>
    public int? Size { get; init; }

    /// <summary>What tells it from other heads of the same objective on one encoder; null where there are none.</summary>
    public string? Name { get; init; }

    /// <summary>Where the head's parameters stand in a model.</summary>
    public string Path => Name is null ? $"heads/{Objective}" : $"heads/{Objective}-{Name}";

    /// <summary>The head's lines in the table of names.</summary>
    public IEnumerable<WeightRule> Rules()
    {
        if (Dense is not null)
            yield return new WeightRule($"{Path}/dense", Dense, HasPrefix: false);
        if (Norm is not null)
            yield return new WeightRule($"{Path}/norm", Norm, HasPrefix: false);
        yield return new WeightRule($"{Path}/output", Output, HasPrefix: false);
        if (OutputBias is not null)
            yield return new WeightRule($"{Path}/output/bias", OutputBias, OutputBiasLayout, HasPrefix: false);
    }
}

/// <summary>Which vectors of a sequence a head reads.</summary>
internal enum HeadInput
{
    /// <summary>Each token's.</summary>
    Tokens,

    /// <summary>The first token's.</summary>
    First,

    /// <summary>The last token's.</summary>
    Last,

    /// <summary>The mean of all tokens'.</summary>
    Mean,

    /// <summary>The pooler's output.</summary>
    Pooler,
}
