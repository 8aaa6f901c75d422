using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>
/// The most memory that a probing by default takes, with all its measures, as <see cref="LayerProbing"/> goes about it: two base-sized encoders are held, trained and random weights, and the
/// vectors of the layers, which are made up here instead of computed, are kept as those of an encoder are. It is the same number of bytes, without hours of encoding.
/// </summary>
internal static class ProbeMemory
{
    private const int Classes = 17;
    private const int WordsPerSentence = 15;
    private const int WordTypes = 8000;
    private const int BlockRows = 4096;

    /// <param name="rows">How many words.</param>
    /// <param name="layers">How many layers.</param>
    /// <param name="columns">Their width.</param>
    /// <param name="measures">What is measured beside the accuracy; random weights always.</param>
    /// <param name="output">Where the figures go.</param>
    public static void Print(int rows, int layers, int columns, TrustMeasures measures, TextWriter output)
    {
        var random = new CounterRandom(1, CounterRandom.StreamOf("words"));
        var words = Enumerable.Range(0, rows).Select(row => (int)(random.Uniform((ulong)row) * random.Uniform((ulong)(row + rows)) * WordTypes)).ToArray();
        var data = ProbeData.OfWords("made-up", words.Chunk(WordsPerSentence).Select(sentence =>
            ((IReadOnlyList<string>)[.. sentence.Select(word => "w" + word.ToString(CultureInfo.InvariantCulture))], (IReadOnlyList<string?>)[.. sentence.Select(word => "c" + (word * 31 % Classes).ToString(CultureInfo.InvariantCulture))])));
        var options = new LayerProbingOptions { Measures = measures, Progress = progress => Report(progress.ToString()) };
        using var encoder = ExtractionCost.BaseEncoder(Environment.ProcessorCount);
        var run = new LayerRun(options, new Steps(options.Progress, 2 * layers), CancellationToken.None);
        ProbeReport report;
        using (var store = Fill(seed: 1))
        {
            Report($"{rows} rows × {layers} layers × {columns}, {(store.IsOnDisk ? "in a file" : "in memory")}");
            report = run.Report("made-up", data, store, test: null, testStore: null);
        }
        using var untrained = encoder.WithRandomWeights(2);
        using (var store = Fill(seed: 2))
            report = run.AddRandom(report, data, store);
        Report($"best layer {report.Best.Layer} {report.Best.Accuracy}, control {report.Best.Control}, {report.Best.DescriptionLength}");
        GC.KeepAlive(encoder);

        void Report(string what)
        {
            using var process = Process.GetCurrentProcess();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.PeakWorkingSet64 / 1e6,7:F0} MB at most, processor {process.TotalProcessorTime.TotalSeconds:F0} s: {what}"));
        }

        LayerStore Fill(ulong seed)
        {
            var store = LayerStore.Create([.. Enumerable.Range(0, layers)], rows, columns, options.Extraction);
            var block = new float[BlockRows * columns];
            for (var layer = 0; layer < layers; layer++)
            {
                var noise = new CounterRandom(seed, CounterRandom.StreamOf("layer" + layer.ToString(CultureInfo.InvariantCulture)));
                for (var first = 0; first < rows; first += BlockRows)
                {
                    var count = Math.Min(BlockRows, rows - first) * columns;
                    // A word is told by its vector as far as a fixed part of it outweighs the noise.
                    for (var i = 0; i < count; i++)
                    {
                        var (row, column) = (first + i / columns, i % columns);
                        block[i] = (float)(noise.Uniform((ulong)(first * (long)columns + i)) - 0.5 + random.Uniform((ulong)(words[row] * (long)columns + column + (1L << 40))) - 0.5);
                    }
                    store.Write(layer, first, block.AsSpan(0, count));
                }
            }
            return store;
        }
    }
}
