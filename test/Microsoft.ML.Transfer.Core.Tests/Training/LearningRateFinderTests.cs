using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Training;

[TestClass]
public sealed class LearningRateFinderTests
{
    [TestMethod]
    public void OnAParabolaTheSteepestDescentIsWhereTheFormulaHasIt()
    {
        // Gradient descent on w² with the rate η multiplies w by 1 − 2η. While the rates are small and rise by the factor r from step to step, the loss is exp(−4 η / ln r), which falls fastest
        // by ln η at η = ln r / 4; it rises again from η = 1 on.
        using var parabola = new Parabola();
        using var trainer = new Trainer<int>(parabola, new TrainerOptions { Optimizer = new Sgd { Momentum = 0f }, ClippingNorm = null, Dropout = 0f });
        var search = new LearningRateSearch { Lowest = 1e-5, Highest = 100 };
        var curve = LearningRateFinder.Find(trainer, parabola, search);
        var steepest = Math.Log(search.At(1) / search.At(0)) / 4;
        Assert.IsNotNull(curve.Suggestion);
        Assert.AreEqual(Math.Log(steepest), Math.Log(curve.Suggestion.Value), Math.Log(1.6), $"suggested {curve.Suggestion}, steepest at {steepest}");
        Assert.IsLessThan(search.Steps, curve.Points.Count, "ends when the loss runs away");
        Assert.IsGreaterThan(1.0, curve.Points[^1].LearningRate);
        Assert.AreEqual(search.Lowest, curve.Points[0].LearningRate);
        Assert.AreEqual(0, trainer.StepsTaken);
        Assert.AreEqual(1f, parabola.Value, "the weight is as before");
    }

    [TestMethod]
    public void TheTrainingIsAsBeforeBitForBit()
    {
        using var files = new TinyModel();
        var options = new TrainerOptions { Schedule = new LearningRateSchedule(5e-3), Seed = 7, Epochs = 2 };
        using var straight = new ToyTraining(files, options);
        var steps = straight.Trainer.Run(ToyExample.Batches(10));
        using var searched = new ToyTraining(files, options);
        var taken = new List<TrainingStep>();
        for (var step = 0; step < 6; step++)
        {
            if (step is 0 or 4)
            {
                var before = searched.Weights();
                var curve = LearningRateFinder.Find(searched.Trainer, ToyExample.Batches(10), new LearningRateSearch { Highest = 10 });
                CollectionAssert.AreEqual(before, searched.Weights());
                Assert.AreEqual(step, searched.Trainer.StepsTaken);
                Assert.IsNotNull(curve.Suggestion);
            }
            taken.Add(searched.Trainer.Step(ToyExample.Batches(10).Step(step / 3, step % 3), steps: 6) with { Epoch = step / 3 + 1 });
        }
        CollectionAssert.AreEqual(steps.ToArray(), taken.ToArray());
        CollectionAssert.AreEqual(straight.Weights(), searched.Weights());
    }

    [TestMethod]
    public void WhatIsCancelledOrFailsIsAsBeforeToo()
    {
        using var parabola = new Parabola();
        using var trainer = new Trainer<int>(parabola, new TrainerOptions { Optimizer = new Sgd(), ClippingNorm = null });
        using var cancellation = new CancellationTokenSource();
        parabola.Passed = count => CancelAfter(count, 5, cancellation);
        Assert.ThrowsExactly<OperationCanceledException>(() => LearningRateFinder.Find(trainer, parabola, new LearningRateSearch { Lowest = 0.01 }, cancellation.Token));
        Assert.AreEqual(1f, parabola.Value);
        parabola.Passed = count => Fail(count, 12);
        Assert.ThrowsExactly<InvalidOperationException>(() => LearningRateFinder.Find(trainer, parabola, new LearningRateSearch { Lowest = 0.01 }));
        Assert.AreEqual(1f, parabola.Value);
        Assert.AreEqual(0, trainer.StepsTaken);
    }

    [TestMethod]
    public void ALossThatIsNoNumberEndsTheCurve()
    {
        using var parabola = new Parabola();
        using var trainer = new Trainer<int>(parabola, new TrainerOptions { Optimizer = new Sgd(), ClippingNorm = null });
        var curve = LearningRateFinder.Find(trainer, parabola, new LearningRateSearch { Lowest = 1e30, Highest = 1e38 });
        Assert.IsTrue(curve.Points.Count is 1 or 2, $"{curve.Points.Count} points");
        Assert.IsNull(curve.Suggestion);
        Assert.AreEqual(1f, parabola.Value);
    }

    [TestMethod]
    public void ALossThatNeverFallsSuggestsNothing() => Assert.IsNull(LearningRateCurve.Of([1, 2, 4, 8], [1, 2, 3, 4], smoothing: 0.5).Suggestion);

    [TestMethod]
    public void TheSteepestPointIsFoundThroughNoise()
    {
        // A step down at the middle of 81 rates, under noise of a tenth of its height.
        var rates = Enumerable.Range(0, 81).Select(i => 1e-8 * Math.Pow(10, i / 10.0)).ToArray();
        var random = new Tensors.Randomness.CounterRandom(3, 1);
        var losses = rates.Select((_, i) => 2 - 1 / (1 + Math.Exp((40 - i) / 3.0)) + 0.1 * (random.Uniform((ulong)i) - 0.5)).ToArray();
        var suggestion = LearningRateCurve.Of(rates, losses, smoothing: 0.8).Suggestion;
        Assert.IsNotNull(suggestion);
        Assert.AreEqual(-4, Math.Log10(suggestion.Value), 0.5);
    }

    [TestMethod]
    public void OptionsOutsideTheirRangeAreNamed()
    {
        Assert.AreEqual("Lowest", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LearningRateSearch { Lowest = 0 }).ParamName);
        Assert.AreEqual("Highest", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LearningRateSearch { Highest = double.NaN }).ParamName);
        Assert.AreEqual("Steps", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LearningRateSearch { Steps = 2 }).ParamName);
        Assert.AreEqual("Smoothing", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LearningRateSearch { Smoothing = 1 }).ParamName);
        Assert.AreEqual("StopFactor", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LearningRateSearch { StopFactor = 1 }).ParamName);
        using var parabola = new Parabola();
        using var trainer = new Trainer<int>(parabola);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => LearningRateFinder.Find(trainer, parabola, new LearningRateSearch { Lowest = 1 })).Message, "The highest rate 1 must be above the lowest 1");
    }

    private static void CancelAfter(int count, int limit, CancellationTokenSource cancellation)
    {
        if (count == limit)
            cancellation.Cancel();
    }

    private static void Fail(int count, int limit)
    {
        if (count == limit)
            throw new InvalidOperationException("The data ended.");
    }

    /// <summary>One weight, which begins at 1, with the loss w².</summary>
    private sealed class Parabola : ITrainingTask<int>, ITrainingBatches<int>, IDisposable
    {
        private readonly Arena _arena = CpuBackend.Instance.CreateArena();
        private readonly Tensor _weight;
        private int _passes;

        public Parabola()
        {
            _weight = _arena.Upload([1f], new Shape(1, 1));
            Parameters = new Dictionary<ParameterPath, Tensor> { [new ParameterPath("w")] = _weight };
        }

        public Backend Backend => CpuBackend.Instance;

        public IReadOnlyDictionary<ParameterPath, Tensor> Parameters { get; }

        public Action<int>? Passed { get; set; }

        public int StepsPerEpoch => 7;

        public float Value => ToyTraining.Read(_weight)[0];

        public IReadOnlyList<int> Step(int epoch, int step) => [step];

        public double WeightOf(int batch) => 1;

        public Tensor Loss(Computation computation, int batch)
        {
            Passed?.Invoke(++_passes);
            return computation.Apply(new MeanSquaredError(), _weight, computation.Arena.Upload([0f], new Shape(1, 1)));
        }

        public void Dispose() => _arena.Dispose();
    }
}
