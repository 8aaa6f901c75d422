using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>This engine's part in the comparison with other runtimes; the protocol stands in <c>peers/compare.py</c>.</summary>
internal sealed class Peer
{
    private readonly Encoder _encoder;
    private readonly SequenceEmbedder _embedder;
    private readonly int _dimension;
    private readonly List<TextWindow> _texts;
    private readonly float[] _vectors;
    private readonly int _threads;

    public Peer(string folder, int threads, WeightFormat format)
    {
        _threads = threads;
        _encoder = Encoder.Load(folder, weights: format);
        var layout = new FeatureLayout(new EmbeddingOptions(), _encoder.Config.LayerCount, _encoder.Config.HiddenSize);
        _dimension = layout.Dimension;
        _embedder = new SequenceEmbedder(_encoder, layout, Pooling.Mean, dense: null);
        var ids = JsonSerializer.Deserialize<int[][]>(File.ReadAllText(Path.Combine(folder, "texts.json")))!;
        _texts = [.. ids.Select((text, i) => new TextWindow(i, text, new int[text.Length], 1f))];
        _vectors = new float[_texts.Count * _dimension];
    }

    /// <summary>A fresh process's way to its first vector: loads an encoder and embeds one sentence.</summary>
    public static void WriteFirst(string folder, int threads, TextWriter output)
    {
        using var encoder = Encoder.Load(folder);
        var layout = new FeatureLayout(new EmbeddingOptions(), encoder.Config.LayerCount, encoder.Config.HiddenSize);
        var vector = new float[layout.Dimension];
        int[] ids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
        new SequenceEmbedder(encoder, layout, Pooling.Mean, dense: null).Embed(new TokenBatchBuilder().Add(ids).Build(), vector, threads);
        output.WriteLine(vector[0].ToString("R", CultureInfo.InvariantCulture));
    }

    public void Serve(TextReader commands, TextWriter answers)
    {
        while (commands.ReadLine() is { } line)
        {
            answers.WriteLine(string.Join(' ', Answer(line.Split(' ')).Select(n => n.ToString("R", CultureInfo.InvariantCulture))));
            answers.Flush();
        }
    }

    private double[] Answer(string[] command) => command switch
    {
        ["sorted"] => [Bulk([.. _texts.OrderBy(text => text.Ids.Length)])],
        ["unsorted"] => [Bulk(_texts)],
        ["single", var tokens] => [Single(Number(tokens))],
        ["check"] => Check(),
        ["calibrate"] => [MultiplyAddPeak.GigaFlops(_threads)],
        ["flops", "single", var tokens] => [Flops([Number(tokens)])],
        ["flops", _] => [Flops(_texts.Select(text => text.Ids.Length))],
        ["garbage"] => [Garbage()],
        ["memory"] => [PeakMemory()],
        ["efficiency"] => [Efficiency(_texts, repetitions: Math.Max(1, 40 / _encoder.Config.LayerCount / _encoder.Config.LayerCount))],
        ["efficiency", var tokens] => [Efficiency([_texts[0] with { Ids = new int[Number(tokens)], TypeIds = new int[Number(tokens)] }], repetitions: 20_000 / Number(tokens) / _encoder.Config.LayerCount)],
        _ => throw new ArgumentException($"Unknown command '{string.Join(' ', command)}'.", nameof(command)),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private double Bulk(List<TextWindow> texts)
    {
        var start = Stopwatch.GetTimestamp();
        _embedder.Embed(texts, _vectors, new EmbeddingOptions().TokensPerBatch, new ParallelOptions { MaxDegreeOfParallelism = _threads });
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private double Single(int tokens)
    {
        var ids = Enumerable.Repeat(_texts[0].Ids[0], tokens).ToArray();
        var batch = new TokenBatchBuilder().Add(ids).Build();
        var times = new List<double>();
        var end = Stopwatch.GetTimestamp() + Stopwatch.Frequency * 7 / 10;
        while (Stopwatch.GetTimestamp() < end || times.Count < 5)
        {
            var start = Stopwatch.GetTimestamp();
            _embedder.Embed(batch, _vectors.AsSpan(0, _dimension), _threads);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }

    private double[] Check()
    {
        using var states = _encoder.Forward(new TokenBatchBuilder().Add(_texts[0].Ids).Build());
        var last = states[states.LayerCount];
        var values = new float[last.Shape.Count];
        last.CopyTo(values);
        return [.. values.Take(4).Select(x => (double)x)];
    }

    /// <summary>Bytes of garbage per token over all texts, once everything is warm.</summary>
    private double Garbage()
    {
        Bulk(_texts);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Bulk(_texts);
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / _texts.Sum(text => text.Ids.Length);
    }

    /// <summary>The most memory that this process has had so far, in bytes.</summary>
    private static double PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>
    /// The share of the processor's peak that embedding texts on one thread reaches, by processor time: a measure that other load on the machine
    /// disturbs little.
    /// </summary>
    private double Efficiency(List<TextWindow> texts, int repetitions)
    {
        var shares = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var peak = MultiplyAddPeak.GigaFlopsOfProcessorTime();
            var before = Environment.CpuUsage.TotalTime;
            for (var j = 0; j < repetitions; j++)
                _embedder.Embed(texts, _vectors, new EmbeddingOptions().TokensPerBatch, new ParallelOptions { MaxDegreeOfParallelism = 1 });
            var time = Environment.CpuUsage.TotalTime - before;
            shares.Add(repetitions * Flops(texts.Select(text => text.Ids.Length)) / time.TotalSeconds / 1e9 / peak);
        }
        shares.Sort();
        return shares[2];
    }

    /// <summary>Floating-point operations of the matrix products.</summary>
    private double Flops(IEnumerable<int> lengths)
    {
        var config = _encoder.Config;
        var perToken = 2.0 * config.LayerCount * config.HiddenSize * (4.0 * config.HiddenSize + 2.0 * config.IntermediateSize);
        return lengths.Sum(length => length * (perToken + 4.0 * config.LayerCount * config.HiddenSize * length));
    }
}
