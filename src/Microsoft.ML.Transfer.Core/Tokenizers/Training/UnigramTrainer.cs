using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// Learns a unigram vocabulary (Kudo, 2018): from many candidate pieces, expectation maximisation finds their probabilities, and those whose loss
/// costs the corpus least are dropped, until the size is reached. Sums are taken in a fixed order, whatever the number of threads.
/// </summary>
internal static class UnigramTrainer
{
    // From a million candidates on nothing is gained for vocabularies of up to 64,000.
    private const int MostCandidates = 1_000_000;
    private const int RoundsBeforePruning = 2;
    private const double KeptShare = 0.75;

    // An expectation below this is noise.
    private const double LeastExpectation = 0.5;

    public static UnigramModel Train(IReadOnlyList<(string Word, long Count)> words, string[] special, VocabularyTrainingOptions options, CancellationToken cancellation)
    {
        var alphabet = Alphabet.Of(words, options.AlphabetLimit);
        var room = options.VocabularySize - special.Length;
        if (alphabet.Count > room)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The special tokens and characters alone are {special.Length + alphabet.Count} tokens; the vocabulary size {options.VocabularySize} is too small, or the alphabet limit too large."), nameof(options));
        }
        var pieces = Candidates(words, alphabet, options.MaximumPieceLength);
        // A tenth more than wanted, of which the best are taken in the end.
        var enough = room + room / 10;
        while (true)
        {
            for (var round = 0; round < RoundsBeforePruning; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                pieces = Maximize(pieces, new UnigramLattice(pieces).Expectations(words), alphabet);
            }
            if (pieces.Count <= enough)
                break;
            cancellation.ThrowIfCancellationRequested();
            var size = Math.Max(enough, (int)(KeptShare * pieces.Count));
            pieces = UnigramPruning.Prune(pieces, words, alphabet, size);
        }
        return new UnigramModel([.. special.Select(token => (token, 0.0)), .. Best(pieces, alphabet, room)], Array.IndexOf(special, "[UNK]"), byteFallback: false, "the trained vocabulary");
    }

    /// <summary>All characters, and the substrings of words that cover most text.</summary>
    private static List<(string Piece, double Score)> Candidates(IReadOnlyList<(string Word, long Count)> words, List<string> alphabet, int longest)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var spans = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (word, count) in words)
        {
            for (var start = 0; start < word.Length; start++)
            {
                if (char.IsLowSurrogate(word[start]))
                    continue;
                var kind = CharacterKind.None;
                for (var end = start + 1; end <= word.Length && end - start <= longest; end++)
                {
                    if (end < word.Length && char.IsLowSurrogate(word[end]))
                        continue;
                    // A piece is of letters, of digits or of other characters; a space may begin it.
                    var next = KindBefore(word, end);
                    if (kind != CharacterKind.None && next != kind)
                        break;
                    kind = next;
                    CollectionsMarshal.GetValueRefOrAddDefault(spans, word.AsSpan(start, end - start), out _) += count;
                }
            }
        }
        var characters = alphabet.ToHashSet(StringComparer.Ordinal);
        // A piece with a character outside of the alphabet would bring that character back.
        var chosen = counts.Where(entry => entry.Value > 1 && !characters.Contains(entry.Key) && entry.Key.EnumerateRunes().All(rune => characters.Contains(rune.ToString())))
            .OrderByDescending(entry => entry.Value * entry.Key.Length).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(MostCandidates).ToList();
        var all = alphabet.Select(character => (Piece: character, Weight: (double)counts[character])).Concat(chosen.Select(entry => (Piece: entry.Key, Weight: (double)entry.Value * entry.Key.Length))).ToList();
        var total = Math.Log(all.Sum(entry => entry.Weight));
        return [.. all.Select(entry => (entry.Piece, Math.Log(entry.Weight) - total))];
    }

    private static CharacterKind KindBefore(string word, int end)
    {
        var codePoint = CharacterClasses.CodePointAt(word, end > 1 && char.IsLowSurrogate(word[end - 1]) ? end - 2 : end - 1, out _);
        return codePoint == MetaspacePreTokenizer.DefaultReplacement ? CharacterKind.None
            : CharacterClasses.IsNumeric(codePoint) ? CharacterKind.Number
            : CharacterClasses.IsWord(codePoint) ? CharacterKind.Letter
            : CharacterKind.Other;
    }

    /// <summary>New scores from expectations, with the bias to few pieces of a Bayesian estimate; characters always stay.</summary>
    private static List<(string Piece, double Score)> Maximize(List<(string Piece, double Score)> pieces, double[] expectations, List<string> alphabet)
    {
        var characters = alphabet.ToHashSet(StringComparer.Ordinal);
        var kept = new List<(string Piece, double Score)>(pieces.Count);
        var sum = 0.0;
        for (var i = 0; i < pieces.Count; i++)
        {
            if (expectations[i] < LeastExpectation && !characters.Contains(pieces[i].Piece))
                continue;
            var expectation = Math.Max(expectations[i], LeastExpectation);
            kept.Add((pieces[i].Piece, expectation));
            sum += expectation;
        }
        var logarithm = Digamma(sum);
        return [.. kept.Select(entry => (entry.Piece, Digamma(entry.Score) - logarithm))];
    }

    private static IEnumerable<(string Piece, double Score)> Best(List<(string Piece, double Score)> pieces, List<string> alphabet, int room)
    {
        var characters = alphabet.ToHashSet(StringComparer.Ordinal);
        var best = pieces.OrderByDescending(entry => characters.Contains(entry.Piece)).ThenByDescending(entry => entry.Score)
            .ThenBy(entry => entry.Piece, StringComparer.Ordinal).Take(room);
        // Nine decimals are enough to tell pieces apart, and every reader reads them alike.
        return best.Select(entry => (entry.Piece, Score: Math.Round(entry.Score, 9))).OrderByDescending(entry => entry.Score).ThenBy(entry => entry.Piece, StringComparer.Ordinal);
    }

    /// <summary>The derivative of the logarithm of the gamma function, by its recurrence and asymptotic series.</summary>
    private static double Digamma(double x)
    {
        var result = 0.0;
        for (; x < 7; x++)
            result -= 1 / x;
        x -= 0.5;
        var square = 1 / (x * x);
        return result + Math.Log(x) + square * (1.0 / 24 - square * (7.0 / 960 - square * (31.0 / 8064 - square * 127.0 / 30720)));
    }

    private enum CharacterKind
    {
        None,
        Letter,
        Number,
        Other,
    }
}
