using System.ComponentModel;
using System.Diagnostics;

namespace Build;

/// <summary>A program that the benchmarks can do without.</summary>
internal static class ExternalProgram
{
    /// <summary>Whether it can be started and ends well; what it prints is thrown away.</summary>
    public static bool Succeeds(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start);
            if (process is null)
                return false;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs with this program's own input and output; gives the exit code.</summary>
    public static int Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)) ?? throw new BuildException($"'{program}' could not be started.");
        process.WaitForExit();
        return process.ExitCode;
    }
}
