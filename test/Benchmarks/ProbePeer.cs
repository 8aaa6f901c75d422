using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>This library's part in the comparison of probes; the protocol stands in <c>peers/compare_probes.py</c>.</summary>
internal sealed class ProbePeer
{
    private readonly ProbeMatrix _training;
    private readonly ProbeMatrix _test;
    private readonly int[] _labels;
    private readonly int[] _testLabels;
    private readonly int _classes;
    private readonly int _threads;
    private IFittedProbe? _last;

    public ProbePeer(string folder, int threads)
    {
        var sizes = Array.ConvertAll(File.ReadAllText(Path.Combine(folder, "sizes.txt")).Split(' '), text => int.Parse(text, CultureInfo.InvariantCulture));
        var (rows, tests, columns) = (sizes[0], sizes[1], sizes[2]);
        (_classes, _threads) = (sizes[3], threads);
        var values = Read<float>(Path.Combine(folder, "x.f32"));
        var labels = Read<int>(Path.Combine(folder, "y.i32"));
        (_training, _labels) = (new ProbeMatrix(values.AsMemory(0, rows * columns), rows, columns), labels[..rows]);
        (_test, _testLabels) = (new ProbeMatrix(values.AsMemory(rows * columns), tests, columns), labels[rows..]);
    }

    /// <summary>Writes the vectors and parts of speech of a treebank's first words in the form that both parts read.</summary>
    /// <param name="model">The encoder.</param>
    /// <param name="treebank">The treebank.</param>
    /// <param name="layer">Which layer.</param>
    /// <param name="rows">How many words are trained on.</param>
    /// <param name="tests">How many words after them are tested.</param>
    /// <param name="folder">Where the files go.</param>
    public static void Export(string model, string treebank, int layer, int rows, int tests, string folder)
    {
        using var encoder = TextEmbedder.Load(model);
        var data = TreebankTask.Create("upos", ConlluReader.Load(treebank));
        using var store = LayerExtraction.Words(encoder, data.Sentences!, new ExtractionOptions { Layers = Layers.At(layer) });
        var without = store.RowsWithoutVector.ToHashSet();
        int[] words = [.. Enumerable.Range(0, store.Rows).Where(row => data.Labels.Span[row] >= 0 && !without.Contains(row)).Take(rows + tests)];
        if (words.Length < rows + tests)
            throw new ArgumentException($"{treebank} has {words.Length} words; {rows + tests} were asked for.", nameof(treebank));
        File.WriteAllBytes(Path.Combine(folder, "x.f32"), MemoryMarshal.AsBytes(store.Read(store.Layers[0], words).Values.Span).ToArray());
        File.WriteAllBytes(Path.Combine(folder, "y.i32"), MemoryMarshal.AsBytes<int>(Array.ConvertAll(words, word => data.Labels.Span[word])).ToArray());
        File.WriteAllText(Path.Combine(folder, "sizes.txt"), string.Create(CultureInfo.InvariantCulture, $"{rows} {tests} {store.Columns} {data.ClassNames.Count}"));
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
        ["fit", var c] => Fit(Number(c), new LogisticRegressionProbe().Tolerance, start: null),
        ["fit", var c, var tolerance] => Fit(Number(c), Number(tolerance), start: null),
        ["again", var c, var tolerance] => Fit(Number(c), Number(tolerance), _last),
        _ => throw new ArgumentException($"Unknown command '{string.Join(' ', command)}'.", nameof(command)),
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static T[] Read<T>(string path)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(path)).ToArray();

    /// <summary>Seconds, processor seconds, iterations, evaluations, the objective in double precision, the accuracy on the test rows.</summary>
    private double[] Fit(double c, double tolerance, IFittedProbe? start)
    {
        var (begin, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        _last = new LogisticRegressionProbe { C = c, Tolerance = tolerance }.Fit(_training, _labels, _classes, start, _threads);
        var (seconds, cpuSeconds) = (Stopwatch.GetElapsedTime(begin).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        var fitted = (LinearProbe)_last;
        return [seconds, cpuSeconds, fitted.Minimum.Iterations, fitted.Minimum.Evaluations, Objective(fitted, c), Accuracy(fitted)];
    }

    private double Objective(LinearProbe probe, double c)
    {
        var (weights, bias, scores) = (probe.Weights.ToArray(), probe.Bias.ToArray(), new double[_classes]);
        var value = weights.Sum(weight => (double)weight * weight) / (2 * c);
        for (var row = 0; row < _training.Rows; row++)
        {
            var x = _training.Row(row);
            for (var k = 0; k < _classes; k++)
            {
                scores[k] = bias[k];
                for (var j = 0; j < x.Length; j++)
                    scores[k] += (double)weights[k * x.Length + j] * x[j];
            }
            var largest = scores.Max();
            value += largest + Math.Log(scores.Sum(score => Math.Exp(score - largest))) - scores[_labels[row]];
        }
        return value;
    }

    private double Accuracy(LinearProbe probe)
    {
        var probabilities = new float[_test.Rows * _classes];
        probe.Score(_test, probabilities);
        return Enumerable.Range(0, _test.Rows).Average(row => System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(probabilities.AsSpan(row * _classes, _classes)) == _testLabels[row] ? 1.0 : 0.0);
    }
}
