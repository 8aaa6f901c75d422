namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Truncates encoded texts, puts them together with special tokens, and pads.</summary>
internal static class EncodingAssembly
{
    public static EncodingBuilder Assemble(TokenizerDefinition definition, EncodingBuilder first, EncodingBuilder? second, bool addSpecialTokens)
    {
        if (definition.Truncation is { } truncation)
            Truncate(first, second, truncation, addSpecialTokens ? definition.PostProcessor?.AddedTokens(second is not null) ?? 0 : 0);
        List<EncodingBuilder> encodings = second is null ? [first] : [first, second];
        if (definition.PostProcessor is { } processor)
            encodings = processor.Process(encodings, addSpecialTokens);
        var result = encodings[0];
        for (var i = 1; i < encodings.Count; i++)
            result.Append(encodings[i]);
        return result;
    }

    public static void Pad(IReadOnlyCollection<EncodingBuilder> encodings, PaddingOptions padding)
    {
        var length = padding.Length ?? encodings.Max(encoding => encoding.Count);
        if (padding.MultipleOf is { } multiple and > 0 && length % multiple > 0)
            length += multiple - length % multiple;
        var slot = new TokenSlot
        {
            Id = padding.PadId,
            Token = padding.PadToken,
            TypeId = padding.PadTypeId,
            IsSpecial = true,
            WordId = -1,
            SequenceId = -1,
        };
        foreach (var encoding in encodings)
            encoding.Pad(length, slot, padding.Side == TextSide.Left);
    }

    private static void Truncate(EncodingBuilder first, EncodingBuilder? second, TruncationOptions options, int added)
    {
        var fromLeft = options.Side == TextSide.Left;
        var room = options.MaximumLength - added;
        if (room < 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"A maximum length of {options.MaximumLength} has no room for the {added} special tokens; it must be at least {added}."), nameof(options));
        }
        var total = first.Count + (second?.Count ?? 0);
        if (room == 0)
        {
            first.Truncate(0, options.Stride, fromLeft);
            second?.Truncate(0, options.Stride, fromLeft);
        }
        else if (total > room)
        {
            switch (options.Strategy)
            {
                case TruncationStrategy.LongestFirst:
                    var (firstLength, secondLength) = Share(first.Count, second?.Count ?? 0, room, second is not null);
                    first.Truncate(firstLength, options.Stride, fromLeft);
                    second?.Truncate(secondLength, options.Stride, fromLeft);
                    break;
                case TruncationStrategy.OnlyFirst:
                    TruncateOnly(first, "first", total - room, options);
                    break;
                case TruncationStrategy.OnlySecond:
                    TruncateOnly(second ?? throw new ArgumentException("Truncation of only the second text needs a second text.", nameof(second)), "second", total - room, options);
                    break;
            }
        }
    }

    private static void TruncateOnly(EncodingBuilder text, string which, int excess, TruncationOptions options)
    {
        if (text.Count <= excess)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The {which} text has {text.Count} tokens, too few to take away the {excess} that exceed the maximum length {options.MaximumLength}."), nameof(options));
        }
        text.Truncate(text.Count - excess, options.Stride, options.Side == TextSide.Left);
    }

    /// <summary>How many tokens each text keeps: the shorter one all of them where it fits, otherwise half each.</summary>
    private static (int First, int Second) Share(int first, int second, int room, bool pair)
    {
        if (!pair)
            return (room, 0);
        var swapped = first > second;
        var (shorter, longer) = swapped ? (second, first) : (first, second);
        longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room)
        {
            shorter = room / 2;
            longer = shorter + room % 2;
        }
        return swapped ? (longer, shorter) : (shorter, longer);
    }
}
