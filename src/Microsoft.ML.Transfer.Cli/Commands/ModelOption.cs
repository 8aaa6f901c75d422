using System.CommandLine;

namespace Microsoft.ML.Transfer.Cli.Commands;

/// <summary>The option <c>--model</c>, the same in every command.</summary>
internal static class ModelOption
{
    /// <summary>For commands that read a checkpoint itself.</summary>
    public static Option<string> RequiredFolder() => new("--model")
    {
        Required = true,
        HelpName = "DIR|ORG/NAME",
        Description = "A model folder in the Hugging Face layout (config.json, model.safetensors, tokenizer files), or a name on the Hub.",
    };

    /// <summary>For commands that any model will do for.</summary>
    public static Option<string> Required() => new("--model")
    {
        Required = true,
        HelpName = "M",
        Description = "A model folder in the Hugging Face layout, a name on the Hub (org/name), or the id of a shipped model.",
    };
}
