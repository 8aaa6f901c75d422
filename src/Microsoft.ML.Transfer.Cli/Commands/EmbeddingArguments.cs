using System.CommandLine;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary>The options that say which vectors an encoder gives, the same for <c>embed</c> and <c>run</c>.</summary>
internal sealed class EmbeddingArguments
{
    /// <summary>The ways to pool, by what the command line calls them.</summary>
    public static IReadOnlyDictionary<string, Pooling> Poolings { get; } = new Dictionary<string, Pooling>(StringComparer.Ordinal)
    {
        ["mean"] = Pooling.Mean,
        ["cls"] = Pooling.Cls,
        ["max"] = Pooling.Max,
        ["last"] = Pooling.Last,
        ["sqrt"] = Pooling.SqrtLength,
        ["weighted"] = Pooling.WeightedMean,
        ["lead"] = Pooling.LeadMean,
    };

    private readonly Option<string> _model = new("--model")
    {
        HelpName = "M",
        Description = $"A model folder in the Hugging Face layout, a name on the Hub (org/name), or the id of a shipped model; {ShippedModels.Default} when left out.",
        DefaultValueFactory = _ => ShippedModels.Default,
    };

    private readonly Option<string?> _layers = new("--layers")
    {
        HelpName = "L",
        Description = "last, all, a layer (4), the mean of some (mean:1-4) or some side by side (concat:3,4); as the model says when left out, else last.",
    };

    private readonly Option<string?> _pooling = new("--pooling")
    {
        HelpName = string.Join('|', Poolings.Keys),
        Description = "How the vectors of a text's tokens become one; as the model says when left out, else mean.",
    };

    private readonly Option<bool?> _normalize = new("--normalize")
    {
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "true|false",
        Description = "Scale each vector to length 1; as the model says when left out, else not.",
    };

    private readonly Option<string?> _prompt = new("--prompt")
    {
        HelpName = "NAME",
        Description = "The name of a prompt of the model (query, passage, …) that is put before each text.",
    };

    private readonly Option<string> _weights = WeightsOption.Create("The numbers that the weights are kept in: int8 is small and fast, and changes the vectors a little; float32 when left out.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_model);
        command.Options.Add(_layers);
        command.Options.Add(_pooling);
        command.Options.Add(_normalize);
        command.Options.Add(_prompt);
        command.Options.Add(_weights);
        _pooling.AcceptOnlyFromAmong([.. Poolings.Keys]);
    }

    /// <summary>Loads the encoder that the options name.</summary>
    /// <exception cref="BadInputException">The layers are malformed or the encoder has no such layers.</exception>
    public TextEmbedder Load(ParseResult parsed)
    {
        try
        {
            return TextEmbedder.Load(parsed.GetRequiredValue(_model), new EmbeddingOptions
            {
                Layers = parsed.GetValue(_layers) is { } layers ? Layers.Parse(layers) : null,
                Pooling = parsed.GetValue(_pooling) is { } pooling ? Poolings[pooling] : null,
                // The option alone means yes.
                Normalize = parsed.GetResult(_normalize) is null ? null : parsed.GetValue(_normalize) ?? true,
                PromptName = parsed.GetValue(_prompt),
                WeightFormat = WeightsOption.Of(parsed, _weights),
            });
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new BadInputException(BadInputException.MessageOf(e), e);
        }
    }
}
