using System.CommandLine;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary>The options that the commands which train probes on treebanks share.</summary>
internal sealed class TrainedProbeArguments
{
    private readonly Option<string?> _test = new("--test") { HelpName = "G.conllu", Description = "Sentences to score on, once; a part of --data when left out." };
    private readonly Option<string> _layers = new("--layers") { HelpName = "L", Description = "all, a layer (4) or some (concat:3,4).", DefaultValueFactory = _ => "all" };
    private readonly Option<bool> _noUntrained = new("--no-untrained") { Description = "Leave out the encoder with random weights that is probed for comparison, which saves half of the time." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_test);
        command.Options.Add(_layers);
        command.Options.Add(_noUntrained);
    }

    /// <summary>The sentences of <c>--test</c>; null where it was not given.</summary>
    public IReadOnlyList<TreebankSentence>? ReadTest(ParseResult parsed, TreebankArguments treebank) => parsed.GetValue(_test) is { } path ? treebank.Read(parsed, path) : null;

    /// <summary>Whether an untrained encoder is probed too.</summary>
    public bool ComparesUntrained(ParseResult parsed) => !parsed.GetValue(_noUntrained);

    /// <summary>The layers.</summary>
    /// <exception cref="BadInputException">They are malformed.</exception>
    public ExtractionOptions Extraction(ParseResult parsed)
    {
        try
        {
            return new ExtractionOptions { Layers = Layers.Parse(parsed.GetRequiredValue(_layers)) };
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new BadInputException(BadInputException.MessageOf(e), e);
        }
    }
}
