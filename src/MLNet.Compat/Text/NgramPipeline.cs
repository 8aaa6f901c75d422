using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>The stages from tokens to counts: numbers for tokens that are text, then n-grams of numbers.</summary>
internal static class NgramPipeline
{
    /// <remarks>isText: Whether the input holds text; keys are counted as they are.</remarks>
    public static IEstimator<ITransformer> Create(IHostEnvironment env, string output, string input, bool isText, WordBagEstimator.Options options)
    {
        var host = env.Register("NgramExtractor");
        var chain = new EstimatorChain<ITransformer>();
        if (isText)
        {
            int maximum = options.MaximumNgramsCount?.Length > 0 ? options.MaximumNgramsCount[0] : NgramExtractingEstimator.DefaultMaximumCount;
            chain = chain.Append<ITransformer>(new ValueToKeyMappingEstimator(host, [new ValueToKeyColumn(output, input, maximum)]));
        }
        return chain.Append<ITransformer>(new NgramExtractingEstimator(env, new NgramColumn(output, isText ? output : input,
            options.NgramLength, options.SkipLength, options.UseAllLengths, options.MaximumNgramsCount, options.Weighting)));
    }
}
