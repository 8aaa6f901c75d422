using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// The rows of a training set for L-BFGS: with one thread they are read anew for each evaluation, with more they are held in
/// memory and each thread sums up a part.
/// </summary>
internal sealed class LbfgsRows
{
    private const int MinimumRowsPerThread = 10;

    private readonly TrainingRows _source;
    private readonly LbfgsObjective _objective;
    private readonly List<(VBuffer<float> Features, float Label, float Weight)> _rows;
    private int[] _ranges;
    private float[][] _gradients;

    private LbfgsRows(TrainingRows source, LbfgsObjective objective, bool inMemory)
    {
        _source = source;
        _objective = objective;
        _rows = inMemory ? [] : null;
    }

    public long Count { get; private set; }

    public double WeightSum { get; private set; }

    public static LbfgsRows Read(IHost host, IChannel channel, TrainingRows source, LbfgsObjective objective, int threads)
    {
        if (threads > 1)
        {
            channel.Info("LBFGS multi-threading will attempt to load dataset into memory. In case of out-of-memory " +
                "issues, add 'numThreads=1' to the trainer arguments and 'cache=-' to the command line " +
                "arguments to turn off multi-threading.");
        }
        var result = new LbfgsRows(source, objective, threads > 1);
        long skipped;
        using (var cursor = source.Open())
        {
            while (cursor.MoveNext())
            {
                host.CheckAlive();
                result.WeightSum += cursor.Weight;
                objective.Prepare(cursor.Label, cursor.Weight);
                if (result._rows is null)
                    continue;
                result._rows.Add((cursor.Features, cursor.Label, cursor.Weight));
                cursor.Features = default;
            }
            result.Count = cursor.KeptRows;
            skipped = cursor.SkippedRows;
        }
        channel.Check(result.Count > 0, TrainingChecks.NoRows);
        if (skipped > 0)
            channel.Warning(MessageSensitivity.None, "Skipped {0} instances with missing features/label/weight during training", skipped);
        if (result._rows != null)
            result.Divide(channel, threads);
        return result;
    }

    /// <summary>The sum of the losses; the gradient is overwritten by the sum of the gradients.</summary>
    public float Sum(float[] point, float[] gradient)
    {
        Array.Clear(gradient);
        if (_rows is null)
            return Stream(point, gradient);

        var losses = new float[_ranges.Length - 1];
        if (losses.Length == 1)
            return SumOf(0, point, gradient);
        Parallel.For(0, losses.Length, part =>
        {
            float[] target = part == 0 ? gradient : _gradients[part - 1];
            if (part > 0)
                Array.Clear(target);
            losses[part] = SumOf(part, point, target);
        });
        float loss = losses[0];
        for (int part = 1; part < losses.Length; part++)
        {
            DenseVector.Add(_gradients[part - 1], gradient);
            loss += losses[part];
        }
        return loss;
    }

    private float Stream(float[] point, float[] gradient)
    {
        double loss = 0;
        using var cursor = _source.Open();
        while (cursor.MoveNext())
            loss += _objective.Accumulate(cursor.Features, cursor.Label, cursor.Weight, point, gradient);
        return (float)loss;
    }

    private float SumOf(int part, float[] point, float[] gradient)
    {
        double loss = 0;
        for (int i = _ranges[part]; i < _ranges[part + 1]; i++)
        {
            var (features, label, weight) = _rows[i];
            loss += _objective.Accumulate(features, label, weight, point, gradient);
        }
        return (float)loss;
    }

    /// <summary>Cuts the rows into parts of about equal size, one a thread.</summary>
    private void Divide(IChannel channel, int threads)
    {
        if (_rows.Count / threads < MinimumRowsPerThread)
        {
            int fewer = Math.Max(1, _rows.Count / 100);
            channel.Warning(MessageSensitivity.None, "Too few instances to use {0} threads, decreasing to {1} thread(s)", threads, fewer);
            threads = fewer;
        }
        _ranges = new int[threads + 1];
        for (int part = 0; part < threads; part++)
        {
            int left = threads - part;
            _ranges[part + 1] = _ranges[part] + ((_rows.Count - _ranges[part] + left - 1) / left);
        }
        _gradients = new float[threads - 1][];
        for (int i = 0; i < _gradients.Length; i++)
            _gradients[i] = new float[_objective.PointSize];
    }
}
