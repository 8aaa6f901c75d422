using System.Collections.Immutable;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>What vocabulary to train.</summary>
public sealed record VocabularyTrainingOptions
{
    /// <summary>How words are cut.</summary>
    public VocabularyKind Kind { get; init; } = VocabularyKind.WordPiece;

    /// <summary>How many tokens the vocabulary has at most, special tokens included; 300 or more for byte-level, 50 or more otherwise.</summary>
    public int VocabularySize { get; init; } = 16_000;

    /// <summary>How often a pair of tokens must stand side by side to become a token, 1 or more. Not for <see cref="VocabularyKind.Unigram"/>.</summary>
    public int MinimumFrequency { get; init; } = 2;

    /// <summary>How many different characters are kept at most, the rarest left out; for byte-level there are always 256.</summary>
    public int AlphabetLimit { get; init; } = 1000;

    /// <summary>Whether text is lower-cased and loses its accents. Not for byte-level, which keeps text as it is.</summary>
    public bool Lowercase { get; init; } = true;

    /// <summary>The longest token, in characters, of <see cref="VocabularyKind.Unigram"/>; 1 to 32.</summary>
    public int MaximumPieceLength { get; init; } = 16;

    /// <summary>Special tokens beside [PAD], [UNK], [CLS], [SEP] and [MASK].</summary>
    public ImmutableArray<string> AdditionalSpecialTokens { get; init; } = [];

    internal static void Validate(VocabularyTrainingOptions options)
    {
        Check(options.VocabularySize, options.Kind == VocabularyKind.ByteLevelBytePair ? 300 : 50, Vocabulary.MaximumId, nameof(VocabularySize), options);
        Check(options.MinimumFrequency, 1, int.MaxValue, nameof(MinimumFrequency), options);
        Check(options.AlphabetLimit, 1, int.MaxValue, nameof(AlphabetLimit), options);
        Check(options.MaximumPieceLength, 1, 32, nameof(MaximumPieceLength), options);
    }

    private static void Check(int value, int least, int most, string name, VocabularyTrainingOptions options)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(nameof(options), value, FormattableString.Invariant($"{name} must be from {least} to {most}."));
    }
}
