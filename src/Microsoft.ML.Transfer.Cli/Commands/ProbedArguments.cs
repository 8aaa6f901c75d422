using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Probing;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary>The options of the commands that predict something from the vectors of an encoder: what, from which vectors, and by what seed.</summary>
internal sealed class ProbedArguments
{
    private static readonly Dictionary<string, PiecePooling> PieceNames = new(StringComparer.Ordinal)
    {
        ["mean"] = PiecePooling.Mean,
        ["first"] = PiecePooling.First,
        ["last"] = PiecePooling.Last,
    };

    private readonly Option<string?> _task = new("--task") { HelpName = "T", Description = $"For a treebank {string.Join(", ", TreebankTask.Names)} (upos when left out); for other files a name for the report." };
    private readonly Option<string> _data = new("--data") { Required = true, HelpName = "F", Description = "A treebank (.conllu), tagged words (.conll, .iob, .bio), a task of SentEval or X-Probe (.txt), or texts with a class each (.tsv, .csv, .jsonl)." };
    private readonly Option<string?> _text = new("--text-col") { HelpName = "C", Description = "The column of the texts; Text when left out." };
    private readonly Option<string?> _label = new("--label-col") { HelpName = "C", Description = "The column of the classes; Label when left out." };
    private readonly Option<string?> _group = new("--group-col") { HelpName = "C", Description = "A column, such as the author: texts that agree in it are never in training and test at once. Equal texts when left out." };
    private readonly Option<string> _model = new("--model") { HelpName = "M", Description = $"A model folder in the Hugging Face layout, a name on the Hub (org/name), or the id of a shipped model; {ShippedModels.Default} when left out.", DefaultValueFactory = _ => ShippedModels.Default };
    private readonly Option<string> _pieces = PiecesOption();
    private readonly Option<string?> _pooling = new("--pooling") { HelpName = string.Join('|', EmbeddingArguments.Poolings.Keys), Description = "How the tokens of a whole text become one vector; as the model says when left out, else mean." };
    private readonly Option<int?> _length = new("--max-length") { HelpName = "N", Description = "The most tokens of a text, special tokens included; the model's own limit when left out." };
    private readonly Option<ulong> _seed = new("--seed") { HelpName = "N", Description = "Decides all that is drawn at random: what is trained on and what is scored, a control task, random weights.", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _threads = new("--threads") { HelpName = "N", Description = "How many threads compute; the results do not depend on it. All processors when left out." };
    private readonly Option<int> _memory = new("--memory") { HelpName = "MB", Description = "The memory that the vectors may take; more are kept in a temporary file in half precision.", DefaultValueFactory = _ => 1024 };

    public ProbedArguments() => _pooling.AcceptOnlyFromAmong([.. EmbeddingArguments.Poolings.Keys]);

    /// <summary>The option <c>--pieces</c>.</summary>
    public static Option<string> PiecesOption()
    {
        var pieces = new Option<string>("--pieces") { HelpName = string.Join('|', PieceNames.Keys), Description = "Which tokens make up the vector of a word that the tokenizer divides.", DefaultValueFactory = _ => "mean" };
        pieces.AcceptOnlyFromAmong([.. PieceNames.Keys]);
        return pieces;
    }

    /// <summary>What it stands for.</summary>
    public static PiecePooling PiecesOf(string name) => PieceNames[name];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_task, _data, _text, _label, _group, _model, _pieces, _pooling, _length, _seed, _threads, _memory])
            command.Options.Add(option);
    }

    /// <summary>What is probed, and how texts become vectors.</summary>
    public ProbedInput Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_model),
        new EmbeddingOptions
        {
            Pooling = parsed.GetValue(_pooling) is { } name ? EmbeddingArguments.Poolings[name] : null,
            MaximumLength = parsed.GetValue(_length),
            Threads = parsed.GetValue(_threads),
        },
        parsed.GetValue(_task),
        parsed.GetRequiredValue(_data),
        new ProbeColumns(parsed.GetValue(_text), parsed.GetValue(_label), parsed.GetValue(_group)));

    /// <summary>Which vectors are taken, of all layers.</summary>
    public ExtractionOptions Extraction(ParseResult parsed) => new() { Pieces = PiecesOf(parsed.GetRequiredValue(_pieces)), MemoryBudget = (long)parsed.GetValue(_memory) << 20 };

    /// <summary>The seed.</summary>
    public ulong Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>How many threads compute; null for all.</summary>
    public int? Threads(ParseResult parsed) => parsed.GetValue(_threads);
}
