using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// Pairs of sequences as batches for an encoder–decoder: the special tokens of the tokenizer round both, the end in any case; the decoder reads its start and the target without its last token (teacher
/// forcing), so that each token is predicted from those before it. Immutable; safe to share between threads.
/// </summary>
internal sealed class SequencePairs
{
    private const int NoToken = -1;

    private readonly PretrainedTokenizer _tokenizer;
    private readonly DecoderTokens _tokens;

    /// <param name="tokenizer">The tokenizer of the model.</param>
    /// <param name="decoder">The decoder of the model.</param>
    public SequencePairs(PretrainedTokenizer tokenizer, Decoder decoder) =>
        (_tokenizer, _tokens) = (tokenizer, decoder.Config.DecoderTokens ?? throw new ArgumentException("The decoder does not say with which token it starts.", nameof(decoder)));

    /// <summary>How many special tokens a sequence has.</summary>
    public int SpecialTokens => Frame([NoToken]).Length - 1;

    /// <summary>A pair with the special tokens of the model.</summary>
    public SequencePair Frame(SequencePair pair) => new(Frame(pair.Source), Frame(pair.Target));

    /// <summary>A batch of framed pairs.</summary>
    public SequencePairBatch Collate(IEnumerable<SequencePair> pairs)
    {
        var (sources, inputs, targets) = (new TokenBatchBuilder(), new TokenBatchBuilder(), new List<int>());
        foreach (var (source, target) in pairs)
        {
            sources.Add(source);
            inputs.Add([_tokens.Start, .. target.AsSpan(0, target.Length - 1)]);
            targets.AddRange(target);
        }
        return new SequencePairBatch(sources.Build(), inputs.Build(), targets.ToArray());
    }

    private int[] Frame(int[] ids)
    {
        var framed = _tokenizer.BuildInputs(ids).Ids;
        return framed.Length > 0 && framed[^1] == _tokens.End ? framed : [.. framed, _tokens.End];
    }
}

/// <summary>Pairs of sequences that are computed together.</summary>
/// <param name="Source">What the encoder reads.</param>
/// <param name="Input">What the decoder reads: one sequence for each of the encoder's.</param>
/// <param name="Targets">What the decoder is to predict for each of its tokens.</param>
internal sealed record SequencePairBatch(TokenBatch Source, TokenBatch Input, ReadOnlyMemory<int> Targets);
