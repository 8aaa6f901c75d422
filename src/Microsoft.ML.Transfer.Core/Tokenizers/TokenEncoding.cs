namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The tokens of a text or of a pair of texts. All lists have one entry a token.</summary>
public sealed class TokenEncoding
{
    internal TokenEncoding(EncodingBuilder builder)
    {
        var slots = builder.Slots;
        Ids = new int[slots.Count];
        TypeIds = new int[slots.Count];
        Offsets = new (int Start, int End)[slots.Count];
        SpecialTokens = new bool[slots.Count];
        AttentionMask = new int[slots.Count];
        Tokens = new string[slots.Count];
        WordIds = new int[slots.Count];
        SequenceIds = new int[slots.Count];
        for (var i = 0; i < slots.Count; i++)
        {
            var slot = slots[i];
            Ids[i] = slot.Id;
            TypeIds[i] = slot.TypeId;
            Offsets[i] = (slot.Start, slot.End);
            SpecialTokens[i] = slot.IsSpecial;
            AttentionMask[i] = slot.Attention;
            Tokens[i] = slot.Token;
            WordIds[i] = slot.WordId;
            SequenceIds[i] = slot.SequenceId;
        }
        Overflow = [.. builder.Overflow.Select(window => new TokenEncoding(window))];
    }

    /// <summary>The ids.</summary>
    public int[] Ids { get; }

    /// <summary>The type (segment) ids, usually 0 for the first text and 1 for the second.</summary>
    public int[] TypeIds { get; }

    /// <summary>
    /// Which part of its text a token stands for, in UTF-16 code units, the end exclusive; (0, 0) for special tokens and padding.
    /// </summary>
    public (int Start, int End)[] Offsets { get; }

    /// <summary>Whether the token was added round the text; true for padding as well.</summary>
    public bool[] SpecialTokens { get; }

    /// <summary>1 for tokens, 0 for padding.</summary>
    public int[] AttentionMask { get; }

    /// <summary>The tokens as text.</summary>
    public string[] Tokens { get; }

    /// <summary>Which word of its text the token comes from, counted from 0; -1 for special tokens and padding.</summary>
    public int[] WordIds { get; }

    /// <summary>0 for tokens of the first text, 1 for those of the second, -1 for special tokens and padding.</summary>
    public int[] SequenceIds { get; }

    /// <summary>What truncation cut off, in windows that overlap by the stride.</summary>
    public IReadOnlyList<TokenEncoding> Overflow { get; }
}
