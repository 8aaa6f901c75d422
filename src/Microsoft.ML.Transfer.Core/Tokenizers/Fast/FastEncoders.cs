namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Chooses the fast encoder for a tokenizer.</summary>
internal static class FastEncoders
{
    /// <param name="definition">The tokenizer.</param>
    /// <param name="added">Its added tokens.</param>
    /// <param name="encodeWord">The general way from a text to ids.</param>
    /// <returns>The encoder; null where there is none for this combination.</returns>
    public static IFastEncoder? For(TokenizerDefinition definition, AddedVocabulary added, GeneralEncoder encodeWord)
    {
        if (added.Normalized is not null && definition.Normalizer is not (null or UnicodeNormalizer { Form: "NFC" }))
            return null;
        return (IFastEncoder?)BertFastEncoder.TryCreate(definition) ?? (IFastEncoder?)ByteLevelFastEncoder.TryCreate(definition) ?? SpacedWordEncoder.TryCreate(definition, encodeWord);
    }
}

/// <summary>Appends the ids of a text that holds no added tokens.</summary>
internal delegate void GeneralEncoder(ReadOnlySpan<char> text, List<int> ids);
