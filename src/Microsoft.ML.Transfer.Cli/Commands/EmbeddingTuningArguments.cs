using System.CommandLine;
using Microsoft.ML.Transfer.Cli.FineTuning;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary>The options of <c>finetune</c> that are for embeddings.</summary>
internal sealed class EmbeddingTuningArguments
{
    private static readonly Dictionary<string, ContrastiveLoss> Losses = new(StringComparer.Ordinal)
    {
        ["cosine"] = ContrastiveLoss.CosineSimilarity,
        ["ranking"] = ContrastiveLoss.MultipleNegativesRanking,
        ["triplet"] = ContrastiveLoss.Triplet,
    };

    private readonly Option<string?> _loss = new("--loss") { HelpName = string.Join('|', Losses.Keys), Description = "Embeddings: what vectors are held against; cosine when left out." };
    private readonly Option<int?> _pairs = new("--pairs-per-example") { HelpName = "N", Description = "Embeddings: how often each text of a class gets partners; 20 when left out." };
    private readonly Option<string?> _negative = new("--negative-col") { HelpName = "C", Description = "Embeddings: the column of texts that do not belong to the first ones." };
    private readonly Option<string?> _teacher = new("--teacher") { HelpName = "M", Description = "Embeddings: the model whose vectors are learned." };
    private readonly Option<string?> _pooling = new("--pooling") { HelpName = string.Join('|', EmbeddingArguments.Poolings.Keys), Description = "Embeddings: how the vectors of a text's tokens become one; as the model says when left out, else mean." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _loss.AcceptOnlyFromAmong([.. Losses.Keys]);
        _pooling.AcceptOnlyFromAmong([.. EmbeddingArguments.Poolings.Keys]);
        foreach (var option in (Option[])[_loss, _pairs, _negative, _teacher, _pooling])
            command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    public EmbeddingTuning Read(ParseResult parsed) => new(
        parsed.GetValue(_loss) is { } loss ? Losses[loss] : null,
        parsed.GetValue(_pairs),
        parsed.GetValue(_negative),
        parsed.GetValue(_teacher),
        parsed.GetValue(_pooling) is { } pooling ? EmbeddingArguments.Poolings[pooling] : null);
}
