namespace Microsoft.ML.Transfer.Probing;

/// <summary>What the projected vectors of a sentence are to say of its tree: the loss of a sentence, and its gradient.</summary>
internal interface ITreeGoal
{
    /// <summary>Computes the loss of a sentence.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="projected">The vectors of its words. <i>Shape:</i> [words, rank].</param>
    /// <param name="gradient">Takes the gradient of the loss by them, of the same shape; empty where none is wanted.</param>
    double Loss(TargetTree tree, ReadOnlySpan<float> projected, Span<float> gradient);
}
