namespace Build.Testing;

/// <summary>One test's result: its name, how it ended, and what it said when it did not pass.</summary>
internal sealed record TestCase(string Name, TestOutcome Outcome, string Message, string StackTrace);
