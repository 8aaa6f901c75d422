using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests;

/// <summary>What most tests of the stage start from: a model small enough to be loaded for each.</summary>
[TestClass]
public static class Stage
{
    private static readonly TinyModel Model = new();

    /// <summary>The folder of the model.</summary>
    public static string Folder => Model.Folder;

    /// <summary>Options that take the model.</summary>
    public static PretrainedEmbeddingsOptions Small { get; } = new() { Model = Folder, MaximumLength = 24, Layers = Layers.At(1) };

    [AssemblyCleanup]
    public static void DeleteModel() => Model.Dispose();

    /// <summary>The estimator of <paramref name="options"/> from <c>Text</c> to <c>Features</c>.</summary>
    public static PretrainedEmbeddingsEstimator Estimator(MLContext context, PretrainedEmbeddingsOptions? options = null) =>
        context.Transforms.PretrainedEmbeddings("Features", "Text", options ?? Small);

    /// <summary>The vectors of a view's rows, in the view's order.</summary>
    public static float[][] VectorsOf(MLContext context, IDataView view) =>
        [.. context.Data.CreateEnumerable<Vectors>(view, reuseRowObject: false, ignoreMissingColumns: true).Select(row => row.Features)];

    /// <summary>Fails unless the vectors are the same to the last bit.</summary>
    public static void AssertSameBits(float[][] expected, float[][] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++)
            CollectionAssert.AreEqual(expected[i], actual[i], $"row {i}");
    }

    /// <summary>Does the same on eight threads at once, each of which is told its number.</summary>
    public static void OnEightThreads(Action<int> work)
    {
        var tasks = Enumerable.Range(0, 8)
            .Select(thread => Task.Factory.StartNew(() => work(thread), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(tasks);
    }
}
