using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>This engine's part in the comparison of training steps; the protocol stands in <c>peers/compare_training.py</c>.</summary>
internal sealed class TrainingPeer : IDisposable
{
    private const int BatchSize = 32;
    private const int Classes = 3;

    private readonly PretrainedModel _model;
    private readonly Trainer<LabeledBatch> _trainer;
    private readonly int[][] _texts;

    public TrainingPeer(string folder, int threads)
    {
        _model = PretrainedModel.LoadWithNewHead(folder, Objective.SequenceClassification, Classes, seed: 1);
        _trainer = new Trainer<LabeledBatch>(
            new HeadTask(_model, _model.Heads[0]),
            new TrainerOptions { Threads = threads, Dropout = 0f, Schedule = new LearningRateSchedule(1e-5, LearningRateDecay.None) { WarmupSteps = 0 } });
        _texts = JsonSerializer.Deserialize<int[][]>(File.ReadAllText(Path.Combine(folder, "texts.json")))!;
    }

    public void Serve(TextReader commands, TextWriter answers)
    {
        while (commands.ReadLine() is { } line)
        {
            answers.WriteLine(Answer(line.Split(' ')).ToString("R", CultureInfo.InvariantCulture));
            answers.Flush();
        }
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
    }

    private double Answer(string[] command) => command switch
    {
        ["mixed", var steps] => Time([.. _texts.Chunk(BatchSize).Take(Number(steps))]),
        ["memory"] => PeakMemory(),
        [var tokens, var steps] => Time([.. Enumerable.Repeat(Enumerable.Repeat(Enumerable.Repeat(_texts[0][1], Number(tokens)).ToArray(), BatchSize).ToArray(), Number(steps))]),
        _ => throw new ArgumentException($"Unknown command '{string.Join(' ', command)}'.", nameof(command)),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>Seconds of all steps.</summary>
    private double Time(List<int[][]> steps)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var texts in steps)
        {
            var builder = new TokenBatchBuilder();
            foreach (var text in texts)
                builder.Add(text);
            _trainer.Step([new LabeledBatch(builder.Build()) { Classes = Enumerable.Range(0, texts.Length).Select(i => i % Classes).ToArray() }], steps.Count);
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
