using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>A frozen encoder with its tokenizer, for sentences that are given as words. Safe to share between threads.</summary>
internal sealed class SentenceEncoder : IDisposable
{
    private readonly TunedModel _model;
    private readonly PretrainedTokenizer _tokenizer;
    private readonly int _limit;

    private SentenceEncoder(TunedModel model)
    {
        _model = model;
        var limited = model.TokenizerFor(maximumLength: null);
        _limit = limited.Truncation!.MaximumLength;
        _tokenizer = limited.With(truncation: null, padding: null);
    }

    /// <summary>What the model was asked for by.</summary>
    public string Name => _model.Name;

    /// <summary>What the user should know about it, or null.</summary>
    public string? Notice => _model.Notice;

    public Encoder Encoder => _model.Model.Encoder;

    /// <summary>Loads a model.</summary>
    /// <param name="model">A folder, a name on the Hub, or the id of a shipped model.</param>
    /// <param name="hub">How models are fetched.</param>
    public static SentenceEncoder Load(string model, HubOptions? hub)
    {
        var loaded = TunedModel.LoadNew(model, definition: null, seed: 0, hub);
        try
        {
            return new SentenceEncoder(loaded);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>An encoder of the same shape that has learned nothing: what a probe finds in it is the work of the probe, of the words and of their order.</summary>
    public Encoder CreateUntrained(ulong seed) => Encoder.Create(Encoder.Config, new SeededParameters(seed));

    /// <summary>
    /// Tokenizes sentences. Left out are those that are longer than the encoder reads at once, as their words could not see each other, and those with a word that leaves no token.
    /// </summary>
    public List<ReadSentence> Read(IReadOnlyList<ParsedSentence> sentences, ParallelOptions parallel)
    {
        var read = new ReadSentence?[sentences.Count];
        Parallel.For(0, read.Length, parallel, i => read[i] = Read(i, sentences[i]));
        return [.. read.OfType<ReadSentence>()];
    }

    public void Dispose() => _model.Dispose();

    private ReadSentence? Read(int number, ParsedSentence sentence)
    {
        var encoding = _tokenizer.EncodeWords([.. sentence.Words.Select(_model.Prepare)]);
        if (encoding.Ids.Length > _limit)
            return null;
        var pieces = new (int Start, int End)[sentence.Words.Count];
        for (var token = 0; token < encoding.WordIds.Length; token++)
        {
            if (encoding.WordIds[token] is var word && word >= 0)
                pieces[word] = (pieces[word].End == 0 ? token : pieces[word].Start, token + 1);
        }
        return Array.Exists(pieces, piece => piece.End == 0)
            ? null
            : new ReadSentence(sentence, new TextWindow(number, encoding.Ids, encoding.TypeIds, Weight: 1f), pieces);
    }
}
