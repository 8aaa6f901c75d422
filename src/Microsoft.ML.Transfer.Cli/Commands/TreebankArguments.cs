using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Probing;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary>The options that the commands which look for syntax in an encoder share.</summary>
internal sealed class TreebankArguments
{
    private readonly Option<string> _model = ModelOption.Required();
    private readonly Option<string> _data = new("--data") { Required = true, HelpName = "F.conllu", Description = "Sentences with dependencies, in CoNLL-U." };
    private readonly Option<int?> _sentences = new("--sentences") { HelpName = "N", Description = "Take only the first sentences of each file; all when left out." };
    private readonly Option<ulong> _seed = new("--seed") { HelpName = "N", Description = "Decides all that is drawn at random.", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _threads = new("--threads") { HelpName = "N", Description = "How many threads compute; as many as there are processors when left out." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_model, _data, _sentences, _seed, _threads])
            command.Options.Add(option);
    }

    /// <summary>The seed.</summary>
    public ulong Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>The sentences of <c>--data</c>.</summary>
    public IReadOnlyList<TreebankSentence> Read(ParseResult parsed) => Read(parsed, parsed.GetRequiredValue(_data));

    /// <summary>The sentences of another file.</summary>
    public IReadOnlyList<TreebankSentence> Read(ParseResult parsed, string path)
    {
        var sentences = ConlluReader.Load(path);
        if (sentences.Count == 0)
            throw new BadInputException($"{path} has no sentences.");
        return parsed.GetValue(_sentences) is { } count ? [.. sentences.Take(count)] : sentences;
    }

    /// <summary>Loads the encoder and looks into it; what stands in the options or the data and cannot be done is bad input.</summary>
    public TReport Run<TReport>(ParseResult parsed, CliConsole console, Func<TextEmbedder, TReport> look) =>
        LoadedEncoder.Look(parsed.GetRequiredValue(_model), new EmbeddingOptions { Threads = parsed.GetValue(_threads) }, console, look);
}
