using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Randomness;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Training;

/// <summary>A text of a toy task: which of three words it holds.</summary>
internal sealed record ToyExample(int[] Ids, int Class)
{
    public const int Classes = 3;
    private const int FirstClue = 10;

    public static ToyExample[] All { get; } = [.. Enumerable.Range(0, 30).Select(Draw)];

    public static ShuffledBatches<ToyExample, LabeledBatch> Batches(int size, int accumulation = 1) => new(All, size, seed: 5, Collate, accumulation);

    public static LabeledBatch Collate(IReadOnlyList<ToyExample> examples)
    {
        var builder = new TokenBatchBuilder();
        foreach (var example in examples)
            builder.Add(example.Ids);
        return new LabeledBatch(builder.Build()) { Classes = examples.Select(example => example.Class).ToArray() };
    }

    private static ToyExample Draw(int index)
    {
        var random = new CounterRandom(1, (ulong)index);
        var length = 3 + (int)(random.Uniform(0) * 9);
        int[] ids = [2, .. Enumerable.Range(1, length).Select(i => 20 + (int)(random.Uniform((ulong)i) * 40)), 3];
        ids[1 + index % length] = FirstClue + index % Classes;
        return new ToyExample(ids, index % Classes);
    }
}

/// <summary>A tiny model with a new head, and what trains it on the toy task.</summary>
internal sealed class ToyTraining : IDisposable
{
    public ToyTraining(TinyModel files, TrainerOptions options, Func<ITrainingTask<LabeledBatch>, ITrainingTask<LabeledBatch>>? wrap = null)
    {
        Model = PretrainedModel.LoadWithNewHead(files.Folder, Objective.SequenceClassification, ToyExample.Classes, seed: 4);
        try
        {
            Task = new HeadTask(Model, Model.Heads[0]);
            Trainer = new Trainer<LabeledBatch>(wrap?.Invoke(Task) ?? Task, options);
        }
        catch
        {
            Model.Dispose();
            throw;
        }
    }

    public PretrainedModel Model { get; }

    public HeadTask Task { get; }

    public Trainer<LabeledBatch> Trainer { get; }

    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => Model.Encoder.Parameters;

    public Dictionary<ParameterPath, float[]> Values() => Parameters.ToDictionary(parameter => parameter.Key, parameter => Read(parameter.Value));

    public float[] Weights() => [.. Parameters.Values.SelectMany(Read)];

    public void Dispose()
    {
        Trainer.Dispose();
        Model.Dispose();
    }

    public static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
