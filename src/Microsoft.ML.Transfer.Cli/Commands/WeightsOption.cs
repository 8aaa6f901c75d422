using System.CommandLine;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Cli.Commands;

/// <summary>The option that says which numbers the weights of an encoder are kept in.</summary>
internal static class WeightsOption
{
    private static readonly Dictionary<string, WeightFormat> Formats = new(StringComparer.Ordinal)
    {
        ["float32"] = WeightFormat.Float32,
        ["float16"] = WeightFormat.Float16,
        ["bfloat16"] = WeightFormat.BFloat16,
        ["int8"] = WeightFormat.Int8,
    };

    public static Option<string> Create(string description)
    {
        var option = new Option<string>("--weights") { HelpName = string.Join('|', Formats.Keys), Description = description };
        option.AcceptOnlyFromAmong([.. Formats.Keys]);
        return option;
    }

    /// <summary>Single precision where the option was not given.</summary>
    public static WeightFormat Of(ParseResult parsed, Option<string> option) => parsed.GetValue(option) is { } name ? Formats[name] : WeightFormat.Float32;
}
