using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>
/// What the vectors of all 13 layers of a base-sized encoder cost beside one plain forward pass over the same sentences, which keeps the last layer only: the two take turns, and the
/// medians are compared. The extraction tokenizes, combines pieces to words, and keeps the vectors in memory or in a file.
/// </summary>
internal static class ExtractionCost
{
    private const int Words = 22;

    private static readonly string[] Vocabulary = ["the", "small", "window", "of", "an", "old", "house", "was", "open", "and", "nobody", "answered", "unbelievably", "."];

    /// <param name="sentences">How many sentences of 22 words.</param>
    /// <param name="rounds">How often each has its turn.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <param name="output">Where the figures go.</param>
    public static void Print(int sentences, int rounds, int threads, TextWriter output)
    {
        using var shipped = TextEmbedder.Load(ShippedModels.UntrainedMiniEnglish);
        var config = shipped.Encoder.Config with { HiddenSize = 768, LayerCount = 12, HeadCount = 12, IntermediateSize = 3072 };
        var options = shipped.Options with { Threads = threads };
        using var model = new TextEmbedder(new EmbedderModel("base", Notice: null, Encoder.Create(config, new SeededParameters(1)), shipped.Tokenizer), options);
        string[][] data = [.. Enumerable.Range(0, sentences).Select(s => Enumerable.Range(0, Words).Select(w => Vocabulary[(7 * s + 5 * w + s * w) % Vocabulary.Length]).ToArray())];
        var windows = new WordWindows(TokenLimit.Apply((PretrainedTokenizer)model.Tokenizer, config.MaximumPositions, maximumLength: null), model.Prepare).Cut(data, threads, default);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sentences} sentences, {windows.Sum(window => window.Sequence.Ids.Length)} tokens, {threads} thread(s), {rounds} rounds"));

        var plain = new List<double>();
        var (memory, file) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            plain.Add(Time(() => Forward(model.Encoder, [.. windows.Select(window => window.Sequence)], options, threads)));
            memory.Add(Time(() => LayerExtraction.Words(model, data, new ExtractionOptions { MemoryBudget = long.MaxValue }).Dispose()));
            file.Add(Time(() => LayerExtraction.Words(model, data, new ExtractionOptions { MemoryBudget = 0 }).Dispose()));
        }
        foreach (var (name, times) in new[] { ("plain forward", plain), ("all layers, in memory", memory), ("all layers, in a file (fp16)", file) })
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-30} {Median(times):F2} s  × {Median(times) / Median(plain):F3}"));
    }

    private static void Forward(Encoder encoder, List<TextWindow> windows, EmbeddingOptions options, int threads) =>
        TokenBudget.ForEach(windows, options.TokensPerBatch, new ParallelOptions { MaxDegreeOfParallelism = threads }, (range, share) =>
        {
            var builder = new TokenBatchBuilder();
            foreach (var window in windows[range])
                builder.Add(window.Ids, window.TypeIds);
            using var states = encoder.Forward(builder.View(), new HashSet<int> { encoder.Config.LayerCount }, share);
        });

    private static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
