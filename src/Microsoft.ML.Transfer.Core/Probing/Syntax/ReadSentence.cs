using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>A sentence as an encoder reads it.</summary>
/// <param name="Tree">Its words and tree.</param>
/// <param name="Sequence">Its tokens, special ones included.</param>
/// <param name="Pieces">For each word its first token and the one after its last.</param>
internal sealed record ReadSentence(DependencyTree Tree, TextWindow Sequence, (int Start, int End)[] Pieces)
{
    /// <summary>
    /// Tokenizes sentences. Left out are those that are longer than the encoder reads at once, as their words could not see each other, and those with a word that leaves no token.
    /// </summary>
    /// <exception cref="NotSupportedException">The tokenizer does not say which words tokens come from.</exception>
    public static List<ReadSentence> Read(TextEmbedder model, IReadOnlyList<DependencyTree> trees, CancellationToken cancellation)
    {
        if (model.Tokenizer is not PretrainedTokenizer tokenizer)
            throw new NotSupportedException($"{model.ModelName}: the tokenizer {model.Tokenizer.GetType().Name} does not say which words tokens come from; syntax needs the model's own.");
        var limited = TokenLimit.Apply(tokenizer, model.Encoder.Config.MaximumPositions, model.Options.MaximumLength);
        var (whole, limit) = (limited.With(truncation: null, padding: null), limited.Truncation!.MaximumLength);
        var read = new ReadSentence?[trees.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = model.Options.Threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, read.Length, parallel, i =>
        {
            var encoding = whole.EncodeWords([.. trees[i].Sentence.Words.Select(word => model.Prepare(word.Form))]);
            if (encoding.Ids.Length <= limit && PiecesOf(encoding, trees[i].Length) is { } pieces)
                read[i] = new ReadSentence(trees[i], new TextWindow(i, encoding.Ids, encoding.TypeIds, Weight: 1f), pieces);
        });
        return [.. read.OfType<ReadSentence>()];
    }

    private static (int Start, int End)[]? PiecesOf(TokenEncoding encoding, int words)
    {
        var pieces = new (int Start, int End)[words];
        for (var token = 0; token < encoding.WordIds.Length; token++)
        {
            if (encoding.WordIds[token] is var word && word >= 0)
                pieces[word] = (pieces[word].End == 0 ? token : pieces[word].Start, token + 1);
        }
        return Array.Exists(pieces, piece => piece.End == 0) ? null : pieces;
    }
}
