using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>
/// What the vectors of all 13 layers of a base-sized encoder cost beside one plain forward pass over the same sentences, which keeps the last layer only. The extraction tokenizes, combines
/// pieces to words, and keeps the vectors in memory or in a file. The three take turns every few sentences, and their sums are compared: by the clock, and by the time of the processor, which
/// other load on the machine disturbs less.
/// </summary>
internal static class ExtractionCost
{
    private const int SentencesAtOnce = 200;

    /// <param name="treebank">Where the sentences are from.</param>
    /// <param name="sentences">How many of them.</param>
    /// <param name="rounds">How often each has its turn.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <param name="output">Where the figures go.</param>
    public static void Print(string treebank, int sentences, int rounds, int threads, TextWriter output)
    {
        using var model = BaseEncoder(threads);
        var data = ConlluReader.Load(treebank).Take(sentences).Select(sentence => sentence.Words.Select(word => word.Form).ToArray()).Chunk(SentencesAtOnce).ToList();
        var limited = new WordWindows(TokenLimit.Apply((PretrainedTokenizer)model.Tokenizer, model.Encoder.Config.MaximumPositions, maximumLength: null), model.Prepare);
        var windows = data.Select(part => limited.Cut(part, threads, default).Select(window => window.Sequence).ToList()).ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{data.Sum(part => part.Length)} sentences, {windows.Sum(part => part.Sum(window => window.Ids.Length))} tokens, {threads} thread(s), {rounds} rounds"));

        var (plain, memory, file) = (new Cost(), new Cost(), new Cost());
        // Once for the compiler.
        Forward(model.Encoder, windows[0], model.Options, threads);
        LayerExtraction.Words(model, data[0]).Dispose();
        for (var round = 0; round < rounds; round++)
        {
            for (var part = 0; part < data.Count; part++)
            {
                plain.Add(() => Forward(model.Encoder, windows[part], model.Options, threads));
                memory.Add(() => LayerExtraction.Words(model, data[part], new ExtractionOptions { MemoryBudget = long.MaxValue }).Dispose());
                file.Add(() => LayerExtraction.Words(model, data[part], new ExtractionOptions { MemoryBudget = 0 }).Dispose());
            }
        }
        foreach (var (name, cost) in new[] { ("plain forward", plain), ("all layers, in memory", memory), ("all layers, in a file (fp16)", file) })
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-30} {cost.Seconds,8:F2} s × {cost.Seconds / plain.Seconds:F3}   processor {cost.Processor,8:F2} s × {cost.Processor / plain.Processor:F3}"));
    }

    /// <summary>An encoder of 12 layers of 768 with random weights and the shipped tokenizer.</summary>
    public static TextEmbedder BaseEncoder(int threads)
    {
        using var shipped = TextEmbedder.Load(ShippedModels.UntrainedMiniEnglish);
        var config = shipped.Encoder.Config with { HiddenSize = 768, LayerCount = 12, HeadCount = 12, IntermediateSize = 3072 };
        return new TextEmbedder(new EmbedderModel("base", Notice: null, Encoder.Create(config, new SeededParameters(1)), shipped.Tokenizer), shipped.Options with { Threads = threads });
    }

    private static void Forward(Encoder encoder, List<TextWindow> windows, EmbeddingOptions options, int threads) =>
        TokenBudget.ForEach(windows, options.TokensPerBatch, new ParallelOptions { MaxDegreeOfParallelism = threads }, (range, share) =>
        {
            var builder = new TokenBatchBuilder();
            foreach (var window in windows[range])
                builder.Add(window.Ids, window.TypeIds);
            using var states = encoder.Forward(builder.View(), new HashSet<int> { encoder.Config.LayerCount }, share);
        });

    /// <summary>Adds up what something took.</summary>
    private sealed class Cost
    {
        public double Seconds { get; private set; }

        public double Processor { get; private set; }

        public void Add(Action work)
        {
            var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            work();
            (Seconds, Processor) = (Seconds + Stopwatch.GetElapsedTime(start).TotalSeconds, Processor + (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        }
    }
}
