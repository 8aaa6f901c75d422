namespace Microsoft.ML.Transfer.Cli.Tests;

/// <summary>One call of the command line inside the test process: its exit code and what it printed.</summary>
internal sealed record Call(int ExitCode, string Out, string Error)
{
    public static Call Of(params string[] args) => WithInput("", args);

    public static Call WithInput(string input, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var console = new CliConsole(new StringReader(input), output, error);
        var exitCode = CommandLine.Invoke(args, console);
        return new(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Checks that the call was refused as bad input with a message that holds all the parts.</summary>
    public void AssertBadInput(params string[] parts)
    {
        Assert.AreEqual(Cli.ExitCode.BadInput, ExitCode, Error);
        Assert.AreEqual("", Out);
        foreach (var part in parts)
            StringAssert.Contains(Error, part, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error);
    }
}
