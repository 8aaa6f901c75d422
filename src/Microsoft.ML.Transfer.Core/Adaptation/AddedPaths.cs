using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>The names of what adaptations put into a model, which no architecture has for parts of its own.</summary>
internal static class AddedPaths
{
    public const string LowRank = "lora";
    public const string Scaling = "scaling";
    public const string Bottleneck = "adapter";
    public const string Prefix = "prefix";
    public const string Prompt = "prompt";

    /// <summary>Whether an adaptation put the parameter into the model; a checkpoint has no place for those.</summary>
    public static bool Contains(ParameterPath path)
    {
        foreach (var part in path.Value.AsSpan().Split('/'))
        {
            if (path.Value.AsSpan()[part] is LowRank or Scaling or Bottleneck or Prefix or Prompt)
                return true;
        }
        return false;
    }
}
