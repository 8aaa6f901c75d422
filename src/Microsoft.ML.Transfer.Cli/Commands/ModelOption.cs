using System.CommandLine;

namespace Microsoft.ML.Transfer.Cli.Commands;

/// <summary>The option <c>--model</c>, the same in every command.</summary>
internal static class ModelOption
{
    /// <summary>For commands that read a checkpoint itself.</summary>
    public static Option<string> RequiredFolder() => new("--model")
    {
        Required = true,
        HelpName = "DIR",
        Description = "A model folder in the Hugging Face layout (config.json, model.safetensors, tokenizer files).",
    };
}
