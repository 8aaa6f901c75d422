using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Compat.Tests.Recording;
using MLNet.Compat.Tests.Samples;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>mlContext.Log: what is said while training, and what a channel of one's own says.</summary>
[TestClass]
public sealed class LogTests
{
    private static List<string> Listen(MLContext ml, Func<LoggingEventArgs, bool> keep)
    {
        List<string> messages = [];
        ml.Log += (_, message) =>
        {
            lock (messages)
            {
                if (keep(message))
                    messages.Add($"{message.Kind} {message.Source} | {WithoutTime(message.RawMessage)} | {WithoutTime(message.Message)}");
            }
        };
        return messages;
    }

    private static string WithoutTime(string message)
    {
        var at = message.IndexOf("Elapsed ", StringComparison.Ordinal);
        return at < 0 ? message : message[..at] + "Elapsed.";
    }

    [TestMethod]
    public void TrainersSayWhatTheyDo() => Scenario.Run(scenario =>
    {
        foreach (var (name, threads) in new[] { ("one thread", 1), ("two threads", 2) })
        {
            var ml = new MLContext(seed: 1);
            var messages = Listen(ml, message => message.Kind is ChannelMessageKind.Info or ChannelMessageKind.Warning);
            var data = ml.Data.LoadFromEnumerable(NumericRows.Binary());
            _ = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new Microsoft.ML.Trainers.LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = threads }).Fit(data);
            scenario.Texts(name, messages);
        }
    });

    [TestMethod]
    public void ChannelsReachTheLog() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var messages = Listen(ml, _ => true);
        var host = ((IHostEnvironment)ml).Register("Stage");
        using (var channel = host.Start("Work"))
        {
            channel.Trace(MessageSensitivity.None, "a trace of {0}", 1);
            channel.Info(MessageSensitivity.None, "some information");
            channel.Info(MessageSensitivity.UserData, "two values: {0} and {1}", "a", 2);
            channel.Warning(MessageSensitivity.None, "a warning");
            channel.Error(MessageSensitivity.None, "an error");
        }
        using (var channel = host.Register("Inner").Start("Nested"))
            channel.Info(MessageSensitivity.None, "from within");
        scenario.Texts("messages", messages);
    });

    [TestMethod]
    public void HostsAreSeeded() => Scenario.Run(scenario =>
    {
        static IEnumerable<int> Draw(MLContext ml) => Enumerable.Range(0, 5).Select(_ => ((IHostEnvironment)ml).Register("Stage").Rand.Next(1000));
        scenario.Truth("the same stream for the same seed", Draw(new MLContext(3)).SequenceEqual(Draw(new MLContext(3))));
        scenario.Counts("seed 3", Draw(new MLContext(3)));
        scenario.Counts("one host", Enumerable.Range(0, 1).SelectMany(_ =>
        {
            var random = ((IHostEnvironment)new MLContext(3)).Register("Stage").Rand;
            return Enumerable.Range(0, 5).Select(_ => random.Next(1000)).ToArray();
        }));
    });
}
