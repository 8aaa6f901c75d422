using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Stochastic dual coordinate ascent (Shalev-Shwartz and Zhang 2013): passes over the rows in random order, each row improves its
/// own dual variables and with them the primal weights. One row after the other, so that a seed gives one result.
/// </summary>
internal abstract class SdcaSolver
{
    private readonly Func<float, float, float> _rowWeight;
    private double _bestLoss = double.PositiveInfinity;
    private int _bestIteration;
    private SdcaModel _best;

    /// <remarks>rowWeight: Weight of a row by its label and its weight column.</remarks>
    private protected SdcaSolver(TrainingRows rows, RowIndex index, ISupportSdcaLoss loss, Func<float, float, float> rowWeight,
        SdcaSettings settings, int functions)
    {
        Rows = rows;
        Index = index;
        Loss = loss;
        _rowWeight = rowWeight;
        Settings = settings;
        Model = new SdcaModel(functions, rows.FeatureCount, settings.L1Threshold != 0);
        Duals = new float[(long)index.Size * functions];
        Invariants = new float[index.Size];
        LambdaNInverse = 1 / (settings.L2 * index.RowCount);
        FreeBiasRate = settings.BiasLearningRate * settings.L2;
    }

    private protected TrainingRows Rows { get; }

    private protected RowIndex Index { get; }

    private protected ISupportSdcaLoss Loss { get; }

    private protected SdcaSettings Settings { get; }

    private protected SdcaModel Model { get; }

    private protected float[] Duals { get; }

    /// <summary>The part of each row's update that depends on its features only.</summary>
    private protected float[] Invariants { get; }

    private protected float LambdaNInverse { get; }

    private protected float FreeBiasRate { get; }

    /// <summary>Factor of the squared norm of the features in the invariant.</summary>
    private protected abstract int NormFactor { get; }

    private protected abstract void UpdateRow(TrainingCursor row, int index, float rowWeight);

    /// <summary>Primal and dual loss of one row.</summary>
    private protected abstract (double Primal, double Dual) RowLoss(TrainingCursor row, int index);

    private protected virtual void SetNorm(int index, float squaredNorm)
    {
    }

    public SdcaModel Solve(IHost host, IChannel channel)
    {
        var generators = new Random[Settings.MaximumIterations];
        for (int i = 0; i < generators.Length; i++)
            generators[i] = RandomUtils.Create(host.Rand.Next());

        InitializeInvariants(host);
        int frequency = Settings.CheckFrequency;
        int next = 0;
        bool converged = false;
        while (next < Settings.MaximumIterations && !converged)
        {
            host.CheckAlive();
            Pass(host, generators[next++]);
            if (next % frequency == 0 || (Settings.Threads > 1 && next == Settings.MaximumIterations && next > frequency))
                converged = HasConverged(host, next);
        }

        if (_bestIteration > 0)
        {
            channel.Info(MessageSensitivity.None, "Using best model from iteration {0}.", _bestIteration);
            return _best;
        }
        channel.Info(MessageSensitivity.None, "Using model from last iteration.");
        return Model;
    }

    /// <summary>Adds a multiple of the features to one function and shrinks it.</summary>
    private protected void Move(int function, in VBuffer<float> features, float update, bool shrinkBias)
    {
        if (Model.RawWeights is null)
        {
            FeatureVector.AddScaledPlainTo(features, update, Model.Weights[function]);
            Model.RegularizedBias[function] += update;
            return;
        }

        Model.RawBias[function] += update;
        if (shrinkBias)
            Model.RegularizedBias[function] = SoftThreshold.Shrink(Model.RawBias[function], Settings.L1Threshold);
        SoftThreshold.Update(features, update, Settings.L1Threshold, Model.RawWeights[function], Model.Weights[function]);
    }

    /// <summary>How far the free bias takes over from the penalised one in this step.</summary>
    private protected float BiasAdjustment(int function) =>
        FreeBiasRate * (Model.RawBias is null ? Model.RegularizedBias[function] : Model.RawBias[function]);

    private void InitializeInvariants(IHost host)
    {
        using var cursor = Rows.Open();
        while (cursor.MoveNext())
        {
            host.CheckAlive();
            int index = Index[cursor.Id];
            float norm = DenseVector.SumOfSquares(cursor.Features.GetValues());
            if (Settings.BiasLearningRate == 0)
                norm += 1;
            SetNorm(index, norm);
            Invariants[index] = Loss.ComputeDualUpdateInvariant(NormFactor * norm * LambdaNInverse * _rowWeight(cursor.Label, cursor.Weight));
        }
    }

    private void Pass(IHost host, Random generator)
    {
        using var cursor = Settings.Shuffle ? Rows.Open(generator) : Rows.Open();
        while (cursor.MoveNext())
        {
            host.CheckAlive();
            UpdateRow(cursor, Index[cursor.Id], _rowWeight(cursor.Label, cursor.Weight));
        }
    }

    private bool HasConverged(IHost host, int iteration)
    {
        var primal = new CompensatedSum();
        var dual = new CompensatedSum();
        using (var cursor = Rows.Open())
        {
            while (cursor.MoveNext())
            {
                host.CheckAlive();
                float weight = _rowWeight(cursor.Label, cursor.Weight);
                var (rowPrimal, rowDual) = RowLoss(cursor, Index[cursor.Id]);
                primal.Add(rowPrimal * weight);
                dual.Add(rowDual * weight);
            }
        }

        double l1 = 0;
        double l2 = 0;
        double bias = 0;
        for (int i = 0; i < Model.Functions; i++)
        {
            float regularized = Model.RegularizedBias[i];
            l1 += DenseVector.SumOfMagnitudes(Model.Weights[i]) + Math.Abs(regularized);
            l2 += DenseVector.SumOfSquares(Model.Weights[i]) + regularized * regularized;
            bias += regularized * Model.FreeBias[i];
        }
        double l2Weight = Settings.L2;
        double l1Penalty = Settings.L1Threshold * l2Weight * l1;
        double l2Penalty = l2Weight * l2 * 0.5;
        double primalLoss = primal.Sum / Index.RowCount + l2Penalty + l1Penalty;
        double dualLoss = dual.Sum / Index.RowCount - l2Penalty - l2Weight * bias;
        if (primalLoss < _bestLoss)
        {
            _best ??= new SdcaModel(Model.Functions, Rows.FeatureCount, thresholded: false);
            Model.CopyTo(_best);
            _bestLoss = primalLoss;
            _bestIteration = iteration;
        }
        return (primalLoss - dualLoss) / primalLoss < Settings.Tolerance;
    }
}
