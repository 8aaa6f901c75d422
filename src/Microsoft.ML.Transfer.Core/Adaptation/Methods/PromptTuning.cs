using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;

namespace Microsoft.ML.Transfer.Adaptations;

/// <summary>Prompt tuning (Lester et al., 2021).</summary>
/// <param name="Length">The number of vectors before each sequence.</param>
internal sealed record PromptTuning(int Length) : AdaptationMethod
{
    public override bool AddsModules => true;

    public override string Text => FormattableString.Invariant($"prompt:{Length}");

    // The prompt counts as one with the last layer: there is nothing else that could join the training later.
    public override int Deepest(EncoderConfig config) => 1;

    /// <summary>The paper takes 0.3 with Adafactor; with AdamW, whose steps are of the size of the rate, far less is enough for numbers of about 1.</summary>
    public override double LearningRate(int width) => 1e-2;

    public override void Check(EncoderConfig config)
    {
        if (config.Attention.Window is not null)
            throw new NotSupportedException($"Prompt tuning does not suit models of type '{config.ModelType}': their attention sees only the tokens around, so that most would not see the prompt. Take LoRA or adapters.");
    }

    public override PromptRows ForEmbeddings(ParameterSet parameters, EncoderConfig config) => new(parameters, ParameterPath.Root / AddedPaths.Prompt, Length, config);
}
