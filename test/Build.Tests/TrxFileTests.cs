using Build.Testing;

namespace Build.Tests;

[TestClass]
public sealed class TrxFileTests
{
    [TestMethod]
    public void Results_have_names_outcomes_and_messages()
    {
        var cases = Read("""
            <UnitTestResult testId="1" testName="Adds" outcome="Passed" />
            <UnitTestResult testId="2" testName="Divides (0)" outcome="Failed"><Output><ErrorInfo><Message>by zero</Message><StackTrace>at Divides</StackTrace></ErrorInfo></Output></UnitTestResult>
            <UnitTestResult testId="3" testName="Reads" outcome="NotExecuted"><Output><ErrorInfo><Message>SKIPPED: no file</Message></ErrorInfo></Output></UnitTestResult>
            <UnitTestResult testId="4" testName="Hangs" outcome="Timeout" />
            """);
        CollectionAssert.AreEqual(
            new TestCase[]
            {
                new("N.Arithmetic.Adds", TestOutcome.Passed, "", ""),
                new("N.Arithmetic.Divides (0)", TestOutcome.Failed, "by zero", "at Divides"),
                new("Reads", TestOutcome.Skipped, "SKIPPED: no file", ""),
                new("Hangs", TestOutcome.Failed, "", ""),
            },
            cases.ToArray());
    }

    [TestMethod]
    public void The_rows_inside_a_data_driven_result_count_once() => Assert.HasCount(1, Read("""
        <UnitTestResult testId="1" testName="Adds" outcome="Passed">
          <InnerResults><UnitTestResult testId="1" testName="Adds (1)" outcome="Passed" /><UnitTestResult testId="1" testName="Adds (2)" outcome="Passed" /></InnerResults>
        </UnitTestResult>
        """));

    private static IReadOnlyList<TestCase> Read(string results)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $"""
                <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
                  <Results>{results}</Results>
                  <TestDefinitions>
                    <UnitTest id="1"><TestMethod className="N.Arithmetic" /></UnitTest>
                    <UnitTest id="2"><TestMethod className="N.Arithmetic" /></UnitTest>
                  </TestDefinitions>
                </TestRun>
                """);
            return TrxFile.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
