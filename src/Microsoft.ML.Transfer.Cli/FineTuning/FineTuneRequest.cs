using Microsoft.ML.Transfer.Cli.Comparison;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>What <c>finetune</c> is asked for.</summary>
/// <param name="Data">The labelled texts.</param>
/// <param name="ModelPath">Where to save the model.</param>
/// <param name="Options">How it is trained; the ranges are checked when it is called.</param>
internal sealed record FineTuneRequest(LabelledData Data, string ModelPath, Func<FineTuneTextClassificationOptions> Options);
