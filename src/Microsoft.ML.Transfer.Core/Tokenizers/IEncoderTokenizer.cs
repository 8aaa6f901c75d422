namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// What an encoder needs of a tokenizer: ids of texts, with the model's special tokens round them. <see cref="PretrainedTokenizer"/> is one;
/// any other way from text to ids can feed an encoder through this. Implementations are safe to share between threads.
/// </summary>
public interface IEncoderTokenizer
{
    /// <summary>One more than the highest id there can be; null where unknown, in which case ids are checked with every batch.</summary>
    int? IdLimit { get; }

    /// <summary>The most tokens that the model takes, special tokens included; null where unknown.</summary>
    int? ModelMaxLength { get; }

    /// <summary>Appends the ids of a text to a list, without special tokens.</summary>
    /// <param name="text">The text; any UTF-16, also empty.</param>
    /// <param name="ids">Receives the ids.</param>
    /// <returns>How many ids were appended.</returns>
    int EncodeIds(ReadOnlySpan<char> text, List<int> ids);

    /// <summary>Puts the model's special tokens round the ids of a text, which may be none.</summary>
    /// <returns>The ids and, equally many, their type ids. The number of special tokens is the same for every text.</returns>
    (int[] Ids, int[] TypeIds) BuildInputs(ReadOnlySpan<int> ids);
}
