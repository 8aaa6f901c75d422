using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Probing;

/// <summary>What <c>mltransfer probe</c> is asked for.</summary>
/// <param name="Model">The encoder.</param>
/// <param name="Embedding">How texts become vectors.</param>
/// <param name="Task">The task; null where the file has but one.</param>
/// <param name="Data">The file that is probed.</param>
/// <param name="Test">The file of the test split; null for none.</param>
/// <param name="Columns">The columns of tables.</param>
/// <param name="Options">How it is probed.</param>
/// <param name="Reports">Where the report goes, in the forms that the names ask for; none for the results.</param>
internal sealed record ProbeRequest(
    string Model, EmbeddingOptions Embedding, string? Task, string Data, string? Test, ProbeColumns Columns, LayerProbingOptions Options, IReadOnlyList<string> Reports);

/// <summary>Which columns of a table are read.</summary>
/// <param name="Text">The texts.</param>
/// <param name="Label">What is to be predicted.</param>
/// <param name="Group">What must not be in training and test at once; null for every text by itself.</param>
internal sealed record ProbeColumns(string? Text, string? Label, string? Group);
