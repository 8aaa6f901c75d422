using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Heads;

/// <summary>The parameters of a checkpoint, with a head that the checkpoint does not have from a seed; so too the pooler, where the head reads it and the checkpoint has none.</summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="seeded">The head's start.</param>
/// <param name="head">The head.</param>
internal sealed class NewHeadParameters(IParameterSource checkpoint, IParameterSource seeded, HeadDefinition head) : IParameterSource
{
    private const string Pooler = "pooler/";

    /// <inheritdoc/>
    public bool Contains(ParameterPath path) => IsNew(path) || checkpoint.Contains(path);

    /// <inheritdoc/>
    public void Fill(ParameterPath path, Shape shape, Initialization initialization, Span<float> destination) =>
        (IsNew(path) ? seeded : checkpoint).Fill(path, shape, initialization, destination);

    /// <inheritdoc/>
    public void Complete() => checkpoint.Complete();

    private bool IsNew(ParameterPath path) => path.Value.StartsWith(head.Path + "/", StringComparison.Ordinal)
        || (head.Input == HeadInput.Pooler && path.Value.StartsWith(Pooler, StringComparison.Ordinal) && !checkpoint.Contains(path));
}
