using System.Diagnostics;
using System.Text;

namespace Build;

/// <summary>Starts the .NET SDK, the same one that runs this program.</summary>
internal static class DotNet
{
    private static string Executable =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    /// <summary>Runs with this program's own input and output; gives the exit code.</summary>
    public static int Run(IEnumerable<string> arguments)
    {
        using var process = Start(arguments, capture: false);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs silently; gives the exit code and all that was printed.</summary>
    public static (int ExitCode, string Output) Capture(IEnumerable<string> arguments)
    {
        var output = new StringBuilder();
        using var process = Start(arguments, capture: true);
        process.StandardInput.Close();
        process.OutputDataReceived += Collect;
        process.ErrorDataReceived += Collect;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return (process.ExitCode, output.ToString());

        void Collect(object sender, DataReceivedEventArgs e)
        {
            if (e.Data is null)
                return;
            lock (output)
                output.AppendLine(e.Data);
        }
    }

    private static Process Start(IEnumerable<string> arguments, bool capture)
    {
        var start = new ProcessStartInfo(Executable, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = capture,
            RedirectStandardOutput = capture,
            RedirectStandardError = capture,
        };
        // MSBuild nodes that outlive the build keep files and, in a pipeline, the output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // Messages are read by this program (NU1603 and the like), so they must not depend on the system's language.
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // Set by `dotnet run` for this program only; a nested SDK would take them for its own.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        return Process.Start(start) ?? throw new BuildException($"'{Executable}' could not be started.");
    }
}
