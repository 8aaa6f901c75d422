using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>The vectors of another embedder, as a rule a larger one, learned from texts without labels.</summary>
internal sealed class EmbeddingDistillationTask : EncoderTask
{
    public const string TaskName = "embedding-distillation";

    public override string Name => TaskName;

    public override Func<TuningOptions, string> Prepare(MLContext ml, FineTuneRequest request)
    {
        CheckFolder(request.ModelPath);
        request.Embedding.RequireNoContrast(Name);
        if (request.Embedding.Teacher is not { } name)
            throw new BadInputException($"--task {Name} needs --teacher: the model whose vectors are learned.");
        if (request.ValidationPath is not null)
            throw new BadInputException($"--validation-data has no meaning for --task {Name}; --validation X keeps a part of the texts out.");
        var texts = InputFile.Read(request.DataPath, table => table.Columns.Length == 0 ? [] : table.Rows.Select(row => row.Values[table.IndexOfText(request.Columns.Text)]).ToList());
        return options =>
        {
            var tuning = options.In(new FineTunedEmbeddingsOptions { Epochs = new FineTuningOptions().Epochs });
            using var teacher = TextEmbedder.Load(name, new EmbeddingOptions { Threads = tuning.Threads });
            using var student = SentenceEncoderTrainer.Distill(
                tuning.Model, teacher, texts, SeedOf(tuning), tuning, new ContrastiveOptions { Pooling = request.Embedding.Pooling }, tuning.Hub, tuning.CancellationToken);
            return Save(student, request.ModelPath);
        };
    }
}
