using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer;

/// <summary>
/// Adds the columns of all tasks that <see cref="FineTunedMultiTaskTrainer"/> describes, by one encoder with a head for each. Immutable and safe to share between threads: many threads get the
/// values of one.
/// </summary>
public sealed class FineTunedMultiTaskTransformer : ITransformer
{
    private readonly ITransformer _chain;

    internal FineTunedMultiTaskTransformer(IHostEnvironment environment, MultiTaskModel model, IEnumerable<(string Name, ITransformer Transformer)> tasks)
    {
        environment.Register(nameof(FineTunedMultiTaskTransformer));
        Model = model;
        Tasks = new OrderedDictionary<string, ITransformer>(tasks.Select(task => KeyValuePair.Create(task.Name, task.Transformer)), StringComparer.Ordinal);
        _chain = new TransformerChain<ITransformer>([.. Tasks.Values]);
    }

    /// <summary>The name of the model that was fine-tuned.</summary>
    public string ModelName => Model.ModelName;

    /// <summary>The model card, in Markdown: where the model comes from, how it was trained, and how that went.</summary>
    public string ModelCard => Model.ModelCard;

    /// <summary>
    /// The transformer of each task by its name, in their order: a <see cref="FineTunedTextClassificationTransformer"/>, <see cref="FineTunedMultiLabelClassificationTransformer"/>,
    /// <see cref="FineTunedTextRegressionTransformer"/> or <see cref="FineTunedTokenClassificationTransformer"/>. It reads the encoder of this object; saved, it has a copy.
    /// </summary>
    public IReadOnlyDictionary<string, ITransformer> Tasks { get; }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal MultiTaskModel Model { get; }

    /// <summary>The schema of the output for an input of <paramref name="inputSchema"/>.</summary>
    /// <param name="inputSchema">A schema with the text columns of all tasks.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _chain.GetOutputSchema(inputSchema);

    /// <summary>The input with the columns added, lazily: those of a task are computed, for many rows at once, when they are read.</summary>
    /// <param name="input">Data with the text columns of all tasks.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text column is missing or not of text.</exception>
    public IDataView Transform(IDataView input) => _chain.Transform(input);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _chain.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => FineTunedMultiTaskArchive.Save(this, ctx);
}
