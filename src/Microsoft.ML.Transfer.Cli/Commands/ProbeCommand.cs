using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Probing;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer probe</c>: what each layer of an encoder knows of a task.</summary>
internal static class ProbeCommand
{
    private static readonly Dictionary<string, PiecePooling> Pieces = new(StringComparer.Ordinal)
    {
        ["mean"] = PiecePooling.Mean,
        ["first"] = PiecePooling.First,
        ["last"] = PiecePooling.Last,
    };

    private static readonly Dictionary<string, TrustMeasures> Measures = new(StringComparer.Ordinal)
    {
        ["all"] = TrustMeasures.All,
        ["none"] = TrustMeasures.None,
        ["control"] = TrustMeasures.ControlTask,
        ["mdl"] = TrustMeasures.DescriptionLength,
        ["random"] = TrustMeasures.RandomEncoder,
    };

    public static Command Create(CliConsole console)
    {
        var task = new Option<string?>("--task") { HelpName = "T", Description = $"For a treebank {string.Join(", ", TreebankTask.Names)} (upos when left out); for other files a name for the report." };
        var data = new Option<string>("--data") { Required = true, HelpName = "F", Description = "A treebank (.conllu), tagged words (.conll, .iob, .bio), a task of SentEval or X-Probe (.txt), or texts with a class each (.tsv, .csv, .jsonl)." };
        var test = new Option<string?>("--test") { HelpName = "F", Description = "A test split of the same task, which is scored once; when left out there is the cross-validation alone." };
        var text = new Option<string?>("--text-col") { HelpName = "C", Description = "The column of the texts; Text when left out." };
        var label = new Option<string?>("--label-col") { HelpName = "C", Description = "The column of the classes; Label when left out." };
        var group = new Option<string?>("--group-col") { HelpName = "C", Description = "A column, such as the author: texts that agree in it are never in training and test of a fold. Equal texts when left out." };
        var model = new Option<string>("--model") { HelpName = "M", Description = $"A model folder in the Hugging Face layout, a name on the Hub (org/name), or the id of a shipped model; {ShippedModels.Default} when left out.", DefaultValueFactory = _ => ShippedModels.Default };
        var layers = new Option<string>("--layers") { HelpName = "L", Description = "all, last, a layer (4), or several (concat:1-4, concat:0,6,12), each of which is probed by itself.", DefaultValueFactory = _ => "all" };
        var pieces = new Option<string>("--pieces") { HelpName = string.Join('|', Pieces.Keys), Description = "Which tokens make up the vector of a word that the tokenizer divides.", DefaultValueFactory = _ => "mean" };
        var pooling = new Option<string?>("--pooling") { HelpName = string.Join('|', EmbeddingArguments.Poolings.Keys), Description = "How the tokens of a whole text become one vector; as the model says when left out, else mean." };
        var length = new Option<int?>("--max-length") { HelpName = "N", Description = "The most tokens of a text, special tokens included; the model's own limit when left out." };
        var folds = new Option<int>("--folds") { HelpName = "N", Description = "The folds of the cross-validation.", DefaultValueFactory = _ => 5 };
        var measures = new Option<string>("--measures") { HelpName = string.Join('|', Measures.Keys), Description = "What is measured beside the accuracy: several separated by commas. Each takes about as long again.", DefaultValueFactory = _ => "all" };
        var seed = new Option<ulong>("--seed") { HelpName = "N", Description = "Decides the folds, the control task and the random weights.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int?>("--threads") { HelpName = "N", Description = "How many threads compute; the results do not depend on it. All processors when left out." };
        var memory = new Option<int>("--memory") { HelpName = "MB", Description = "The memory that the vectors may take; more are kept in a temporary file in half precision.", DefaultValueFactory = _ => 1024 };
        var output = new Option<string[]>("--out") { HelpName = "F", Description = "The report: .html, .tsv or .json; may be given several times. The table on standard output when left out." };
        pieces.AcceptOnlyFromAmong([.. Pieces.Keys]);
        pooling.AcceptOnlyFromAmong([.. EmbeddingArguments.Poolings.Keys]);

        var command = new Command("probe", "Measure what each layer of an encoder knows of a task, with baselines to judge it by.")
        {
            task, data, test, text, label, group, model, layers, pieces, pooling, length, folds, measures, seed, threads, memory, output,
        };
        command.SetAction(parsed =>
        {
            ProbeJob.Execute(Read(parsed), console);
            return ExitCode.Success;
        });
        return command;

        ProbeRequest Read(ParseResult parsed)
        {
            try
            {
                return new ProbeRequest(
                    parsed.GetRequiredValue(model),
                    new EmbeddingOptions
                    {
                        Pooling = parsed.GetValue(pooling) is { } name ? EmbeddingArguments.Poolings[name] : null,
                        MaximumLength = parsed.GetValue(length),
                        Threads = parsed.GetValue(threads),
                    },
                    parsed.GetValue(task),
                    parsed.GetRequiredValue(data),
                    parsed.GetValue(test),
                    new ProbeColumns(parsed.GetValue(text), parsed.GetValue(label), parsed.GetValue(group)),
                    new LayerProbingOptions
                    {
                        Extraction = new ExtractionOptions
                        {
                            Layers = Layers.Parse(parsed.GetRequiredValue(layers)),
                            Pieces = Pieces[parsed.GetRequiredValue(pieces)],
                            MemoryBudget = (long)parsed.GetValue(memory) << 20,
                        },
                        Folds = parsed.GetValue(folds),
                        Measures = ParseMeasures(parsed.GetRequiredValue(measures)),
                        Seed = parsed.GetValue(seed),
                        Threads = parsed.GetValue(threads),
                    },
                    parsed.GetValue(output) ?? []);
            }
            catch (Exception e) when (e is ArgumentException or FormatException)
            {
                throw new BadInputException(BadInputException.MessageOf(e), e);
            }
        }
    }

    private static TrustMeasures ParseMeasures(string text) => text.Split(',').Aggregate(TrustMeasures.None, (all, name) => all | (Measures.TryGetValue(name.Trim(), out var one)
        ? one
        : throw new BadInputException($"--measures {text}: expected some of {string.Join(", ", Measures.Keys)}, separated by commas.")));
}
