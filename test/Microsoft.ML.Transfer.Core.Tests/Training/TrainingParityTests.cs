using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Training;

/// <summary>A few steps of training from the checkpoints of the kit: losses, gradients and weights of the reference implementation.</summary>
[TestClass]
public sealed class TrainingParityTests
{
    private const double LossTolerance = 1e-5;
    private const double NormTolerance = 1e-4;
    private const double WeightTolerance = 2e-5;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EveryStepEqualsTheReference(bool recomputesLayers)
    {
        var cases = TrainingKit.Load();
        Assert.IsNotEmpty(cases);
        foreach (var kit in cases)
            Check(kit, recomputesLayers);
    }

    private static void Check(TrainingKit kit, bool recomputesLayers)
    {
        using var model = PretrainedModel.Load(kit.Checkpoint);
        var head = model.Heads.Single();
        var task = new HeadTask(model, head);
        using var trainer = new Trainer<LabeledBatch>(task, kit.Options() with { RecomputesLayers = recomputesLayers });
        var names = Names(kit.Checkpoint, task.Parameters.Keys);
        var batches = kit.Batches(head.IsPerToken);
        var (worstLoss, worstNorm) = (0.0, 0.0);
        for (var i = 0; i < kit.Steps.Count; i++)
        {
            var (step, expected) = (trainer.Step([batches[i % batches.Count]], kit.ScheduledSteps), kit.Steps[i]);
            worstLoss = Math.Max(worstLoss, Math.Abs(step.Loss - expected.Loss) / expected.Loss);
            worstNorm = Math.Max(worstNorm, Math.Abs(step.GradientNorm - expected.GradientNorm) / expected.GradientNorm);
            Assert.AreEqual(expected.LearningRate, step.LearningRate, 1e-12, $"{kit.Name}: learning rate of step {i + 1}");
            if (i == 0)
                CheckFirstGradients(kit, trainer, names);
        }
        var after = Math.Abs(trainer.Evaluate(batches[0]) - kit.LossAfterTraining) / kit.LossAfterTraining;
        var worstWeight = WorstWeight(kit, task, names);
        Console.WriteLine($"TRAINING {kit.Name}{(recomputesLayers ? ", layers computed again" : string.Empty)}: loss {worstLoss:E1}, loss after {after:E1}, gradient norm {worstNorm:E1}, weights {worstWeight:E1}");
        Assert.IsLessThanOrEqualTo(LossTolerance, worstLoss, $"{kit.Name}: loss");
        Assert.IsLessThanOrEqualTo(LossTolerance, after, $"{kit.Name}: loss after training");
        Assert.IsLessThanOrEqualTo(NormTolerance, worstNorm, $"{kit.Name}: gradient norm");
        Assert.IsLessThanOrEqualTo(WeightTolerance, worstWeight, $"{kit.Name}: weights");
    }

    /// <summary>The norm of each parameter's gradient in the first step, and where the kit has them its elements.</summary>
    private static void CheckFirstGradients(TrainingKit kit, Trainer<LabeledBatch> trainer, Dictionary<string, ParameterPath> names)
    {
        var norms = kit.GradientNorms;
        Assert.HasCount(names.Count, norms, $"{kit.Name}: parameters");
        foreach (var (name, expected) in norms.Where(norm => !IsKeyBias(norm.Key)))
        {
            var norm = Math.Sqrt(Read(trainer.GradientOf(names[name])).Sum(value => (double)value * value));
            Assert.IsLessThanOrEqualTo(NormTolerance * expected, Math.Abs(norm - expected), $"{kit.Name}: norm of the gradient of {name}, {norm:G8} for {expected:G8}");
        }
        using var gradients = kit.Gradients();
        foreach (var entry in gradients?.Entries.Where(entry => names.ContainsKey(entry.Name) && !IsKeyBias(entry.Name)) ?? [])
        {
            var difference = LargestDifference(gradients!, entry, Read(trainer.GradientOf(names[entry.Name])), out var largest);
            Assert.IsLessThanOrEqualTo(NormTolerance * largest, difference, $"{kit.Name}: gradient of {entry.Name}");
        }
    }

    private static double WorstWeight(TrainingKit kit, HeadTask task, Dictionary<string, ParameterPath> names)
    {
        using var final = kit.Final();
        var (worst, compared) = (0.0, 0);
        foreach (var entry in final.Entries.Where(entry => names.ContainsKey(entry.Name) && !IsKeyBias(entry.Name)))
        {
            worst = Math.Max(worst, LargestDifference(final, entry, Read(task.Parameters[names[entry.Name]]), out _));
            compared++;
        }
        Assert.IsGreaterThan(10, compared, $"{kit.Name}: weights compared");
        return worst;
    }

    /// <summary>Their true gradient is 0, and AdamW turns the noise of rounding into steps.</summary>
    private static bool IsKeyBias(string name) => name.EndsWith(".key.bias", StringComparison.Ordinal) || name.EndsWith(".k_lin.bias", StringComparison.Ordinal);

    private static double LargestDifference(SafetensorsFile file, SafetensorsEntry entry, float[] actual, out double largest)
    {
        var expected = new float[actual.Length];
        Assert.AreEqual(expected.Length, entry.Shape.Aggregate(1L, (product, n) => product * n), entry.Name);
        file.ReadFloat32(entry, expected);
        largest = expected.Max(Math.Abs);
        return expected.Zip(actual).Max(pair => float.IsFinite(pair.Second) ? Math.Abs((double)pair.First - pair.Second) : double.PositiveInfinity);
    }

    private static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    /// <summary>The parameters by their names in the checkpoint.</summary>
    private static Dictionary<string, ParameterPath> Names(string folder, IEnumerable<ParameterPath> paths)
    {
        var checkpoint = CheckpointFolder.Open(folder);
        var family = ModelFamilies.Of(checkpoint.Config, folder);
        var json = new ConfigReader(checkpoint.Config, folder);
        var names = family.Names(family.ReadConfig(json)).With(family.Heads(json).Where(head => head.Architectures.Intersect(json.Texts("architectures"), StringComparer.Ordinal).Any()).SelectMany(head => head.Rules()));
        return paths.ToDictionary(path => names.CandidatesFor(path).First(), path => path, StringComparer.Ordinal);
    }
}
