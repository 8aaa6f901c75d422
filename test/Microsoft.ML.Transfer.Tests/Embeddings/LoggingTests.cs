using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class LoggingTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly List<(ChannelMessageKind Kind, string Message)> _log = [];

    public LoggingTests() => _context.Log += (_, e) =>
    {
        lock (_log)
            _log.Add((e.Kind, e.RawMessage));
    };

    [TestMethod]
    public void The_log_says_which_encoder_is_at_work_and_how()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(3));
        Stage.Estimator(_context, Stage.Small with { Pooling = Pooling.Max, Normalize = true }).Fit(data);
        var (_, message) = _log.Single(l => l.Kind == ChannelMessageKind.Info && l.Message.StartsWith("Encoder ", StringComparison.Ordinal));
        foreach (var part in new[] { Stage.Folder, "layers 1", "pooling Max", "normalized", "16 dimensions", "at most 24 tokens", "512 MiB" })
            StringAssert.Contains(message, part, StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_log_warns_that_an_encoder_is_untrained()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(3));
        var transformer = Stage.Estimator(_context, new PretrainedEmbeddingsOptions { Model = ShippedModels.UntrainedMiniEnglish }).Fit(data);
        Assert.AreEqual(ShippedModels.UntrainedMiniEnglish, transformer.Embedder.Embedder.ModelName);
        Assert.Contains((ChannelMessageKind.Warning, transformer.Embedder.Embedder.Notice!), _log);
        StringAssert.Contains(transformer.Embedder.Embedder.Notice, "untrained", StringComparison.OrdinalIgnoreCase);
    }

    [TestMethod]
    public void The_model_is_loaded_and_named_once_for_all_fits()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(3));
        var estimator = Stage.Estimator(_context);
        estimator.Fit(data);
        estimator.Fit(data);
        Assert.HasCount(1, _log.Where(l => l.Message.StartsWith("Encoder ", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void Progress_is_told_every_ten_seconds_of_work()
    {
        var time = new StepTime();
        var host = MLNetInternals.Current.EnvironmentOf(_context.Transforms).Register("Progress");
        var progress = new EncodingProgress(host, time);
        for (var second = 0; second <= 21; second++)
        {
            progress.Add(100);
            progress.Add(0);
            time.Seconds++;
        }
        var messages = _log.Where(l => l.Message.StartsWith("Encoded ", StringComparison.Ordinal)).ToArray();
        CollectionAssert.AreEqual(
            new[] { "Encoded 1,100 texts, 110 texts/s.", "Encoded 2,100 texts, 100 texts/s." },
            messages.Select(m => m.Message).ToArray());
        Assert.IsTrue(messages.All(m => m.Kind == ChannelMessageKind.Info));
    }

    private sealed class StepTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
