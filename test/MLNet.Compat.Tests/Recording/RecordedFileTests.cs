using System.Reflection;

namespace MLNet.Compat.Tests.Recording;

/// <summary>The record itself: nothing stale, nothing large, and differences are found.</summary>
[TestClass]
public sealed class RecordedFileTests
{
    [TestMethod]
    public void EveryRecordedScenarioIsPlayed()
    {
        var tests = Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.IsDefined(typeof(TestClassAttribute)))
            .SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(TestMethodAttribute))).Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var stale = RecordedFile.Scenarios().Where(scenario => !tests.Contains(string.Join('.', scenario.Split('.')[..2]))).ToArray();
        Assert.IsEmpty(stale, "Recorded, but played by no test: " + string.Join(", ", stale));
    }

    [TestMethod]
    public void TheRecordStaysSmall() =>
        Assert.IsLessThan(600_000, Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Recorded")).Sum(path => new FileInfo(path).Length));

    [TestMethod]
    [DataRow(1.0, 1.0005, 1e-3, true)]
    [DataRow(1.0, 1.002, 1e-3, false)]
    [DataRow(1000.0, 1000.5, 1e-3, true)]
    [DataRow(1000.0, 1002.0, 1e-3, false)]
    [DataRow(0.0, 0.002, 1e-3, false)]
    [DataRow(double.NaN, double.NaN, 1e-3, true)]
    [DataRow(double.NaN, 0.0, 1e-3, false)]
    [DataRow(double.PositiveInfinity, double.PositiveInfinity, 1e-3, true)]
    [DataRow(double.PositiveInfinity, double.NegativeInfinity, 1e-3, false)]
    [DataRow(5.0, 5.0, 0.0, true)]
    public void NumbersAreHeldWithinTheirTolerance(double recorded, double actual, double tolerance, bool expected) =>
        Assert.AreEqual(expected, Tolerance.Allows(recorded, actual, tolerance));

    [TestMethod]
    public void ADifferenceFailsTheScenario()
    {
        if (RecordedFile.IsRecording)
            return;
        var failure = Assert.ThrowsExactly<AssertFailedException>(() => Scenario.Run(
            scenario => scenario.Texts("rows", ["z"]), testFile: "WordBagTests.cs", testMethod: "TextIsSplitIntoWords"));
        Assert.Contains("values differ", failure.Message, StringComparison.Ordinal);
        Assert.ThrowsExactly<AssertFailedException>(() => Scenario.Run(scenario => scenario.Count("n", 1), testFile: "NoSuchTests.cs", testMethod: "None"));
    }
}
