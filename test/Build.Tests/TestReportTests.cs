using Build.Testing;

namespace Build.Tests;

[TestClass]
[DoNotParallelize]
public sealed class TestReportTests
{
    private static readonly TestCase Passed = new("A.Passes", TestOutcome.Passed, "", "");
    private static readonly TestCase Failed = new("A.Fails", TestOutcome.Failed, "expected 1, found 2", "at A.Fails()");
    private static readonly TestCase Skipped = new("A.Skips", TestOutcome.Skipped, "Assert.Inconclusive failed. SKIPPED: reference data not found at x", "");

    [TestMethod]
    public void The_last_line_is_the_sum_over_the_projects()
    {
        var (exitCode, lines) = Print(Run("A", null, Passed, Skipped), Run("B", null, Passed, Passed));
        Assert.AreEqual(0, exitCode);
        Assert.AreEqual("3 passed, 0 failed, 1 skipped", lines[^1]);
    }

    [TestMethod]
    public void Failures_are_shown_and_end_with_1()
    {
        var (exitCode, lines) = Print(Run("A", null, Passed, Failed));
        Assert.AreEqual(1, exitCode);
        Assert.AreEqual("1 passed, 1 failed, 0 skipped", lines[^1]);
        CollectionAssert.Contains(lines, "FAILED A.Fails");
        CollectionAssert.Contains(lines, "    expected 1, found 2");
        CollectionAssert.Contains(lines, "    at A.Fails()");
    }

    [TestMethod]
    public void The_reason_of_a_skipped_test_is_shown_once()
    {
        var (_, lines) = Print(Run("A", null, Passed, Skipped, Skipped with { Name = "A.SkipsToo" }));
        Assert.HasCount(1, lines.Where(l => l is "SKIPPED 2 because: reference data not found at x").ToArray());
        CollectionAssert.IsSubsetOf(new[] { "  A.Skips", "  A.SkipsToo" }, lines);
    }

    [TestMethod]
    public void A_broken_run_ends_with_1_though_all_that_ran_passed()
    {
        var (exitCode, lines) = Print(Run("A", null, Passed), Run("B", "The test run was aborted.", Passed));
        Assert.AreEqual(1, exitCode);
        CollectionAssert.Contains(lines, "BROKEN B: The test run was aborted.");
        Assert.AreEqual("2 passed, 0 failed, 0 skipped", lines[^1]);
    }

    [TestMethod]
    public void No_test_at_all_ends_with_1()
    {
        var (exitCode, lines) = Print(Run("A", null, Skipped));
        Assert.AreEqual(1, exitCode);
        Assert.AreEqual("0 passed, 0 failed, 1 skipped", lines[^1]);
    }

    private static ProjectRun Run(string project, string? crash, params TestCase[] cases) => new(project, cases, crash, TimeSpan.Zero);

    private static (int ExitCode, string[] Lines) Print(params ProjectRun[] runs)
    {
        var before = Console.Out;
        using var output = new StringWriter();
        try
        {
            Console.SetOut(output);
            var exitCode = TestReport.Print(runs);
            return (exitCode, output.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n'));
        }
        finally
        {
            Console.SetOut(before);
        }
    }
}
