using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.MultiTask;

[TestClass]
public sealed class TaskBatchesTests
{
    private const int BatchSize = 4;

    // 16, 4 and 1 steps.
    private static readonly int[] Sizes = [64, 16, 3];

    [TestMethod]
    public void Each_task_gets_its_part_of_the_steps()
    {
        var proportional = Create(TaskSampling.Proportional);
        Assert.AreEqual(21, proportional.StepsPerEpoch);
        CollectionAssert.AreEqual(new[] { 16, 4, 1 }, proportional.StepsOf(3));
        CollectionAssert.AreEqual(new[] { 7, 7, 7 }, Create(TaskSampling.Uniform).StepsOf(0));
        // The exponent is 1, 0.8, 0.6, 0.4 and 0.2: the last epoch has 21 · (1.741, 1.320, 1) / 4.061.
        var annealed = Create(TaskSampling.Annealed);
        CollectionAssert.AreEqual(new[] { 16, 4, 1 }, annealed.StepsOf(0));
        CollectionAssert.AreEqual(new[] { 9, 7, 5 }, annealed.StepsOf(4));
        CollectionAssert.AreEqual(annealed.StepsOf(4), annealed.StepsOf(9));
        CollectionAssert.AreEqual(new[] { 16, 4, 1 }, Create(TaskSampling.Annealed, epochs: 1).StepsOf(0));
    }

    [TestMethod]
    public void In_proportion_each_example_has_its_turn_once_in_an_epoch()
    {
        var batches = Create(TaskSampling.Proportional);
        var orders = new HashSet<string>(StringComparer.Ordinal);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var seen = Epoch(batches, epoch).SelectMany(step => step.Select(example => (step[0].Task, NumberOf(example)))).ToArray();
            Assert.HasCount(Sizes.Sum(), seen.Distinct().ToArray());
            Assert.HasCount(Sizes.Sum(), seen);
            orders.Add(string.Join(' ', seen));
        }
        Assert.HasCount(3, orders);
    }

    [TestMethod]
    public void No_example_of_a_task_comes_again_before_all_others_did()
    {
        var batches = Create(TaskSampling.Uniform);
        var turns = new List<int>[] { [], [], [] };
        for (var epoch = 0; epoch < 4; epoch++)
        {
            foreach (var step in Epoch(batches, epoch))
                turns[step[0].Task].AddRange(step.Select(NumberOf));
        }
        for (var task = 0; task < Sizes.Length; task++)
        {
            // 28 steps of each task: 112 examples of the first, 7 passes of the second, 28 of the third.
            foreach (var pass in turns[task].Chunk(Sizes[task]))
                Assert.HasCount(pass.Length, pass.Distinct().ToArray(), $"task {task}");
        }
        Assert.HasCount(112, turns[0]);
        Assert.HasCount(28 * 3, turns[2]);
    }

    [TestMethod]
    public void A_step_is_the_same_whenever_it_is_asked_for_and_follows_from_the_seed()
    {
        var (one, two, other) = (Create(TaskSampling.Annealed), Create(TaskSampling.Annealed), Create(TaskSampling.Annealed, seed: 2));
        string[] forwards = [.. Enumerable.Range(0, 5).SelectMany(epoch => Epoch(one, epoch)).Select(Print)];
        var backwards = new List<string>();
        for (var step = forwards.Length - 1; step >= 0; step--)
            backwards.Insert(0, Print(Step(two, step / 21, step % 21)));
        CollectionAssert.AreEqual(forwards, backwards);
        CollectionAssert.AreNotEqual(forwards, Enumerable.Range(0, 5).SelectMany(epoch => Epoch(other, epoch)).Select(Print).ToArray());
    }

    [TestMethod]
    public void Fewer_examples_at_once_make_the_same_steps()
    {
        var (whole, parts) = (Create(TaskSampling.Uniform), Create(TaskSampling.Uniform));
        parts.ComputedTogether = 3;
        for (var step = 0; step < 21; step++)
        {
            Assert.AreEqual(Print(Step(whole, 1, step)), Print(Step(parts, 1, step)));
            Assert.AreEqual(Print(whole.ExamplesOfStep(1, step)), Print(Step(whole, 1, step)));
        }
        Assert.HasCount(2, Enumerable.Range(0, 21).Select(step => parts.Step(1, step).Count).Distinct().ToArray());
    }

    private static int NumberOf(TaskExample example) => ((SequenceExample)example.Example).Class;

    private static string Print(IReadOnlyList<TaskExample> examples) => string.Join(' ', examples.Select(example => $"{example.Task}:{NumberOf(example)}"));

    private static IReadOnlyList<TaskExample>[] Epoch(TaskBatches batches, int epoch) => [.. Enumerable.Range(0, batches.StepsPerEpoch).Select(step => Step(batches, epoch, step))];

    /// <summary>The examples of a step; each has its number as its class.</summary>
    private static List<TaskExample> Step(TaskBatches batches, int epoch, int step) =>
        [.. batches.Step(epoch, step).SelectMany(batch => ((LabeledBatch)batch.Batch).Classes.ToArray().Select(number => new TaskExample(batch.Task, new SequenceExample(default) { Class = number })))];

    private static TaskBatches Create(TaskSampling sampling, ulong seed = 1, int epochs = 5)
    {
        TaskExample[] examples = [.. Sizes.SelectMany((size, task) => Enumerable.Range(0, size).Select(i => new TaskExample(task, new SequenceExample(default) { Class = i })))];
        return new TaskBatches(examples, Sizes.Length, new MultiTaskOptions { Sampling = sampling, BatchSize = BatchSize, Epochs = epochs }, seed, Collate);
    }

    private static TaskBatch Collate(IReadOnlyList<TaskExample> examples)
    {
        Assert.HasCount(1, examples.Select(example => example.Task).Distinct().ToArray());
        return new TaskBatch(examples[0].Task, new LabeledBatch(new TokenBatchBuilder().Build()) { Classes = examples.Select(NumberOf).ToArray() });
    }
}
