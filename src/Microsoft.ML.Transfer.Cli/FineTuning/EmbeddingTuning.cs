namespace Microsoft.ML.Transfer.Cli.FineTuning;

/// <summary>What <c>finetune</c> is asked for where embeddings are learned; null for what was not given.</summary>
/// <param name="Loss">What the vectors of texts are held against.</param>
/// <param name="PairsPerExample">How often each text of a class gets partners.</param>
/// <param name="NegativeColumn">The column of texts that do not belong to the first ones.</param>
/// <param name="Teacher">The embedder that is followed.</param>
/// <param name="Pooling">How the tokens of a text are combined.</param>
internal sealed record EmbeddingTuning(ContrastiveLoss? Loss = null, int? PairsPerExample = null, string? NegativeColumn = null, string? Teacher = null, Pooling? Pooling = null)
{
    /// <summary>The options of the training.</summary>
    public ContrastiveOptions Contrastive
    {
        get
        {
            var defaults = new ContrastiveOptions();
            return defaults with { Loss = Loss ?? defaults.Loss, PairsPerExample = PairsPerExample ?? defaults.PairsPerExample, Pooling = Pooling };
        }
    }

    /// <exception cref="BadInputException">Something was given that has no meaning for the task.</exception>
    public void RequireNothing(string task)
    {
        if (this != new EmbeddingTuning())
            throw new BadInputException($"--loss, --pairs-per-example, --negative-col, --teacher and --pooling are for embeddings; they have no meaning for --task {task}.");
    }

    /// <exception cref="BadInputException">Something was given that has no meaning for the task.</exception>
    public void RequireNoContrast(string task)
    {
        if (Loss is not null || PairsPerExample is not null || NegativeColumn is not null)
            throw new BadInputException($"--loss, --pairs-per-example and --negative-col have no meaning for --task {task}, which follows a teacher.");
    }
}
