using System.Text.Json;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer;

/// <summary>
/// A causal language model: says how likely a text is, token after token. Immutable, and safe to share between threads; what it says of a text is the same whichever texts it is computed with, on any
/// number of threads.
/// </summary>
public sealed class CausalLanguageModel : ILanguageModel
{
    private readonly TunedModel _tuned;
    private readonly SequenceWindows _windows;
    private readonly RowScorer _scorer;
    private readonly int? _begin;

    private CausalLanguageModel(TunedModel tuned)
    {
        _tuned = tuned;
        _begin = BeginOf(tuned);
        // Room for the token that begins a text.
        _windows = new SequenceWindows(tuned.Tokenizer, Math.Min(tuned.Model.Encoder.Config.MaximumPositions, tuned.Tokenizer.ModelMaxLength ?? int.MaxValue) - 1);
        _scorer = new RowScorer(tuned.Model.Encoder, tuned.Head);
    }

    /// <inheritdoc/>
    public string ModelName => _tuned.Name;

    /// <summary>Loads a checkpoint with the head of a causal language model.</summary>
    /// <param name="model">A folder in the Hugging Face layout, or a name on the Hub (<c>organization/name</c>).</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or it lacks the head.</exception>
    public static CausalLanguageModel Load(string model, HubOptions? hub = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        var tuned = TunedModel.LoadTuned(model, Objective.CausalLanguageModel, hub).Model;
        try
        {
            return new CausalLanguageModel(tuned);
        }
        catch
        {
            tuned.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The log-likelihood of each text: each token is predicted from those before it, the first from the token that begins a text. Where the model has no such token, the first token is not counted. A
    /// text that is longer than the model reads is cut into parts, in which a token does not see the other parts.
    /// </summary>
    /// <inheritdoc/>
    public IReadOnlyList<TextLikelihood> Score(IReadOnlyList<string?> texts, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var ids = texts.Select(text => _windows.Read(_tuned.Prepare(text))).ToArray();
        var (sequences, rows, starts) = (new List<TextWindow>(), new List<int[]>(), new List<int>());
        for (var text = 0; text < ids.Length; text++)
        {
            foreach (var (start, end) in _windows.Cut(ids[text].Length))
            {
                var sequence = _begin is { } begin
                    ? new TextWindow(text, [begin, .. ids[text][start..end]], new int[end - start + 1], Weight: 1)
                    : new TextWindow(text, ids[text][start..end], new int[end - start], Weight: 1);
                sequences.Add(sequence);
                // What the last token says of the next is of no interest.
                rows.Add([.. Enumerable.Range(0, sequence.Ids.Length - 1)]);
                starts.Add(start);
            }
        }
        var logarithms = Array.ConvertAll(ids, text => new double[text.Length]);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellationToken };
        _scorer.Score(sequences, rows, parallel, (window, row, logits) =>
        {
            var next = sequences[window].Ids[row + 1];
            logarithms[sequences[window].Text][starts[window] + row + (_begin is null ? 1 : 0)] = RowScorer.LogProbability(logits, next);
        });
        var counts = new int[ids.Length];
        for (var i = 0; i < rows.Count; i++)
            counts[sequences[i].Text] += rows[i].Length;
        // In the order of the tokens, whichever thread computed them.
        return [.. logarithms.Select((ofText, text) => new TextLikelihood(ofText.Sum(), counts[text]))];
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _tuned.Dispose();

    /// <summary>What a text begins with: the first token that the tokenizer puts before it, else the one that the configuration names.</summary>
    private static int? BeginOf(TunedModel tuned)
    {
        var encoding = tuned.Tokenizer.With(truncation: null, padding: null).Encode("a");
        if (encoding.SpecialTokens is [true, ..])
            return encoding.Ids[0];
        return tuned.Config.TryGetProperty("bos_token_id", out var begin) && begin.ValueKind == JsonValueKind.Number && begin.TryGetInt32(out var id)
            && id >= 0 && id < tuned.Model.Encoder.Config.VocabularySize
                ? id
                : null;
    }
}
