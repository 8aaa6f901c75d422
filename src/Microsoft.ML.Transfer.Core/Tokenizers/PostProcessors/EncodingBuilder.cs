namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>An encoding while it is built: tokens in order, and the windows that truncation cut off.</summary>
internal sealed class EncodingBuilder
{
    public List<TokenSlot> Slots { get; private set; } = [];

    public List<EncodingBuilder> Overflow { get; private set; } = [];

    /// <summary>The text that the offsets of this encoding count.</summary>
    public string Text { get; init; } = string.Empty;

    public int Count => Slots.Count;

    /// <summary>This encoding and its overflow windows.</summary>
    public IEnumerable<EncodingBuilder> Windows() => Overflow.Prepend(this);

    public static EncodingBuilder OfSpecial(int id, string token, int typeId)
    {
        var encoding = new EncodingBuilder();
        encoding.Slots.Add(new TokenSlot { Id = id, Token = token, TypeId = typeId, Attention = 1, IsSpecial = true, WordId = -1, SequenceId = -1 });
        return encoding;
    }

    /// <summary>Changes every token of this encoding and its windows.</summary>
    public void Update(Func<TokenSlot, TokenSlot> update)
    {
        foreach (var window in Windows())
        {
            for (var i = 0; i < window.Slots.Count; i++)
                window.Slots[i] = update(window.Slots[i]);
        }
    }

    public EncodingBuilder Copy() => new() { Text = Text, Slots = [.. Slots], Overflow = [.. Overflow] };

    /// <summary>Appends another encoding; every window of the one is combined with every window of the other.</summary>
    public void Append(EncodingBuilder other)
    {
        var overflow = new List<EncodingBuilder>();
        foreach (var own in Overflow)
        {
            foreach (var theirs in other.Windows())
                overflow.Add(Joined(own, theirs));
        }
        foreach (var theirs in other.Overflow)
            overflow.Add(Joined(this, theirs));
        Slots.AddRange(other.Slots);
        Overflow = overflow;
    }

    /// <summary>Keeps the first (or last) tokens; what is cut off becomes overflow windows of the same length, overlapping by the stride.</summary>
    public void Truncate(int length, int stride, bool fromLeft)
    {
        if (length >= Count)
            return;
        if (length == 0)
        {
            Overflow = [new EncodingBuilder { Text = Text, Slots = Slots }];
            Slots = [];
            return;
        }
        if (stride >= length)
            throw new ArgumentException(FormattableString.Invariant($"The stride {stride} must be less than the {length} tokens that truncation leaves for the text."), nameof(stride));
        var windows = new List<EncodingBuilder>();
        var step = length - stride;
        if (fromLeft)
        {
            for (var (end, start) = (Count, Count); start > 0; end -= step)
            {
                start = Math.Max(0, end - length);
                windows.Add(new EncodingBuilder { Text = Text, Slots = Slots[start..end] });
            }
        }
        else
        {
            for (var (start, end) = (0, 0); end < Count; start += step)
            {
                end = Math.Min(Count, start + length);
                windows.Add(new EncodingBuilder { Text = Text, Slots = Slots[start..end] });
            }
        }
        Slots = windows[0].Slots;
        Overflow = windows[1..];
    }

    /// <summary>Fills this encoding and its windows up to a length.</summary>
    public void Pad(int length, TokenSlot padding, bool onLeft)
    {
        foreach (var window in Windows())
        {
            if (window.Count < length)
                window.Slots.InsertRange(onLeft ? 0 : window.Count, Enumerable.Repeat(padding, length - window.Count));
        }
    }

    private static EncodingBuilder Joined(EncodingBuilder first, EncodingBuilder second) => new() { Slots = [.. first.Slots, .. second.Slots] };
}
