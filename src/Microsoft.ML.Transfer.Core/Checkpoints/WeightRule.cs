namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>One line of <see cref="WeightNames"/>.</summary>
/// <param name="Path">The path of a module, or of one parameter where it ends in <c>weight</c> or <c>bias</c>.</param>
/// <param name="Name">Its name in checkpoints: that of a tensor for a parameter, and without the ending for a module.</param>
/// <param name="Layout">How the parameter stands in the tensor; null where it is the tensor.</param>
/// <param name="HasPrefix">Whether the name follows the prefix in checkpoints that have one; those of task heads do not.</param>
internal sealed record WeightRule(string Path, string Name, TensorLayout? Layout = null, bool HasPrefix = true)
{
    /// <summary>Most rules are two names.</summary>
    public static implicit operator WeightRule((string Path, string Name) rule) => new(rule.Path, rule.Name);

    /// <summary>Whether the rule is for one parameter.</summary>
    public bool IsForParameter => Path.EndsWith("/weight", StringComparison.Ordinal) || Path.EndsWith("/bias", StringComparison.Ordinal);
}
