using System.CommandLine;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary>The options of <c>tokenize</c> about the length of encodings.</summary>
internal sealed class LengthArguments
{
    private const string MaximumLength = "max_length";
    private const string Longest = "longest";
    private const string Multiple = "multiple";
    private const int DefaultMultiple = 8;

    private static readonly Dictionary<string, TruncationStrategy> Strategies = new(StringComparer.Ordinal)
    {
        ["longest_first"] = TruncationStrategy.LongestFirst,
        ["only_first"] = TruncationStrategy.OnlyFirst,
        ["only_second"] = TruncationStrategy.OnlySecond,
    };

    private readonly Option<string> _truncation = new("--truncation") { HelpName = string.Join('|', Strategies.Keys), Description = "Which text gives up tokens above --max-length; what is cut off is printed as \"overflow\"." };
    private readonly Option<int?> _length = new("--max-length") { HelpName = "N", Description = "The most tokens, special tokens included; with --padding max_length also the fewest." };
    private readonly Option<int?> _stride = new("--stride") { HelpName = "N", Description = "How many tokens an overflow window repeats from the one before." };
    private readonly Option<string> _padding = new("--padding") { HelpName = $"{MaximumLength}|{Longest}|{Multiple}", Description = "Fill up to --max-length, to the longest line, or to a multiple of --multiple-of above it." };
    private readonly Option<int?> _multiple = new("--multiple-of") { HelpName = "N", Description = $"What --padding {Multiple} rounds up to; {DefaultMultiple} by default." };

    public LengthArguments(Command command)
    {
        _truncation.AcceptOnlyFromAmong([.. Strategies.Keys]);
        _padding.AcceptOnlyFromAmong(MaximumLength, Longest, Multiple);
        foreach (var number in new[] { _length, _stride, _multiple })
        {
            number.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int?>() is < 0)
                    result.AddError($"{result.Option.Name} must not be negative.");
            });
        }
        _multiple.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() == 0)
                result.AddError("--multiple-of must be at least 1.");
        });
        foreach (var option in new Option[] { _truncation, _length, _stride, _padding, _multiple })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            // Only what is there is looked at: a value that is wrong by itself is named by its own option.
            bool IsGiven(Option option) => result.GetResult(option) is not null;
            bool Pads(string how) => result.GetResult(_padding)?.Tokens is [var token, ..] && string.Equals(token.Value, how, StringComparison.Ordinal);
            var truncates = IsGiven(_truncation);
            if (!IsGiven(_length) && (truncates || Pads(MaximumLength)))
                result.AddError($"{(truncates ? "--truncation" : "--padding max_length")} needs --max-length.");
            if (IsGiven(_length) && !truncates && !Pads(MaximumLength))
                result.AddError("--max-length does nothing without --truncation or --padding max_length.");
            if (IsGiven(_stride) && !truncates)
                result.AddError("--stride does nothing without --truncation.");
            if (IsGiven(_multiple) && !Pads(Multiple))
                result.AddError($"--multiple-of does nothing without --padding {Multiple}.");
        });
    }

    /// <summary>The tokenizer with what is asked for; what is not stays as its files say.</summary>
    /// <exception cref="BadInputException">Padding is asked of a tokenizer without a padding token.</exception>
    public PretrainedTokenizer Apply(ParseResult parsed, PretrainedTokenizer tokenizer)
    {
        var length = parsed.GetValue(_length);
        var truncation = parsed.GetValue(_truncation) is not { } strategy ? tokenizer.Truncation
            : new TruncationOptions(length!.Value) { Strategy = Strategies[strategy], Stride = parsed.GetValue(_stride) ?? 0, Side = tokenizer.Truncation?.Side ?? TextSide.Right };
        if (parsed.GetValue(_padding) is not { } padding)
            return tokenizer.With(truncation, tokenizer.Padding);
        var id = tokenizer.PadTokenId ?? throw new BadInputException("--padding: the tokenizer has no padding token.");
        var options = (tokenizer.Padding ?? new PaddingOptions(id, tokenizer.IdToToken(id)!)) with
        {
            Length = string.Equals(padding, MaximumLength, StringComparison.Ordinal) ? length : null,
            MultipleOf = string.Equals(padding, Multiple, StringComparison.Ordinal) ? parsed.GetValue(_multiple) ?? DefaultMultiple : null,
        };
        return tokenizer.With(truncation, options);
    }
}
