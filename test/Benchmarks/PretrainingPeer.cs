using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>This engine's part in the comparison of pre-training steps; the protocol stands in <c>peers/compare_pretraining.py</c>.</summary>
internal sealed class PretrainingPeer : IDisposable
{
    private const int Vocabulary = 8192;
    private const int Sequences = 32;
    private const int Length = 64;

    // 15 % of the tokens, rounded up to a whole number for each sequence.
    private const int Masked = 10;
    private readonly PretrainedModel _model;
    private readonly Trainer<PretrainingBatch> _trainer;

    public PretrainingPeer(int threads)
    {
        var config = new MaskedLanguageModelShape().ToConfig(Vocabulary);
        _model = PretrainedModel.Create(Bert.Family, config, [MaskedLanguageModel.Head], new SeededParameters(1));
        _trainer = new Trainer<PretrainingBatch>(
            new MaskedLanguageTask(_model, sentenceWeight: 0, sentenceScale: 1),
            new TrainerOptions { Threads = threads, Dropout = 0f, Schedule = new LearningRateSchedule(1e-4, LearningRateDecay.None) { WarmupSteps = 0 } });
    }

    public void Serve(TextReader commands, TextWriter answers)
    {
        while (commands.ReadLine() is { } line)
        {
            var answer = string.Equals(line, "memory", StringComparison.Ordinal) ? PeakMemory() : Time(int.Parse(line, CultureInfo.InvariantCulture));
            answers.WriteLine(answer.ToString("R", CultureInfo.InvariantCulture));
            answers.Flush();
        }
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
    }

    private static double PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private double Time(int steps)
    {
        var start = Stopwatch.GetTimestamp();
        for (var step = 0; step < steps; step++)
        {
            var (builder, targets, ids) = (new TokenBatchBuilder(), new int[Sequences * Length], new int[Length]);
            Array.Fill(targets, CrossEntropy.Ignored);
            for (var sequence = 0; sequence < Sequences; sequence++)
            {
                for (var i = 0; i < Length; i++)
                    ids[i] = (sequence * 131 + i * 37) % Vocabulary;
                for (var i = 0; i < Masked; i++)
                    targets[sequence * Length + 6 * i] = ids[6 * i];
                builder.Add(ids);
            }
            _trainer.Step([new PretrainingBatch(builder.Build(), targets, [])], steps);
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
