using Microsoft.ML.Tokenizers;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>Both ways between the tokenizers of this library and those of Microsoft.ML.Tokenizers.</summary>
public static class TokenizerBridge
{
    /// <summary>Gives a tokenizer to everything in .NET that takes a <see cref="Tokenizer"/>.</summary>
    /// <param name="tokenizer">The tokenizer. Its truncation and padding are left aside.</param>
    /// <returns>
    /// A tokenizer that gives the same ids, without the special tokens round a text. Offsets count the UTF-16 code units of the text as it was
    /// given, so that there is never a normalized text. What goes before the vocabulary belongs to a published tokenizer and is always done:
    /// <c>considerPreTokenization</c> and <c>considerNormalization</c> change nothing. A limit on the number of tokens never cuts a character
    /// in two, and may give fewer tokens for that.
    /// </returns>
    public static Tokenizer AsTokenizer(this PretrainedTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return new PretrainedTokenizerAdapter(tokenizer);
    }

    /// <summary>Feeds an encoder with any tokenizer of Microsoft.ML.Tokenizers; see <see cref="TextEmbedder.Load(string, IEncoderTokenizer, EmbeddingOptions)"/>.</summary>
    /// <param name="tokenizer">
    /// The tokenizer, with the encoder's vocabulary. Its ids are those of <see cref="Tokenizer.EncodeToIds(ReadOnlySpan{char}, bool, bool)"/>,
    /// called through the base class: a <c>BertTokenizer</c> adds no special tokens there; one that does, such as a <c>LlamaTokenizer</c>, is to
    /// be created without them.
    /// </param>
    /// <param name="before">The ids of the special tokens before a text, such as <c>[CLS]</c>; none where null.</param>
    /// <param name="after">The ids of the special tokens after a text, such as <c>[SEP]</c>; none where null.</param>
    /// <param name="modelMaxLength">The most tokens that the model takes, special tokens included, at least 1; null for what the encoder can take.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative, or <paramref name="modelMaxLength"/> is below 1.</exception>
    public static IEncoderTokenizer ForEncoder(
        this Tokenizer tokenizer, IReadOnlyList<int>? before = null, IReadOnlyList<int>? after = null, int? modelMaxLength = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (modelMaxLength is { } length)
            ArgumentOutOfRangeException.ThrowIfLessThan(length, 1, nameof(modelMaxLength));
        return new MLNetEncoderTokenizer(tokenizer, Ids(before, nameof(before)), Ids(after, nameof(after)), modelMaxLength);
    }

    private static int[] Ids(IReadOnlyList<int>? ids, string name)
    {
        foreach (var id in ids ?? [])
            ArgumentOutOfRangeException.ThrowIfNegative(id, name);
        return [.. ids ?? []];
    }
}
