using System.CommandLine;
using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Commands;

namespace Microsoft.ML.Transfer.Cli;

/// <summary>The whole command line: parses, runs the command, maps exceptions to exit codes.</summary>
internal static class CommandLine
{
    /// <summary>Runs one call of <c>mltransfer</c>; gives the exit code and never throws.</summary>
    public static int Invoke(string[] args, CliConsole console)
    {
        var configuration = new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false };
        try
        {
            return Create(console).Parse(args).Invoke(configuration);
        }
        catch (Exception e) when (IsBadInput(e))
        {
            console.Error.WriteLine($"mltransfer: {e.Message}");
            return ExitCode.BadInput;
        }
#pragma warning disable CA1031 // The outermost frame: whatever broke becomes an exit code, with the details a bug report needs.
        catch (Exception e)
#pragma warning restore CA1031
        {
            console.Error.WriteLine($"mltransfer failed: {e}");
            return ExitCode.Failure;
        }
        finally
        {
            console.Out.Flush();
        }
    }

    /// <summary>All commands.</summary>
    public static RootCommand Create(CliConsole console) => new("Transfer learning for text: tokenize, encode, embed, train, predict.")
    {
        TokenizeCommand.Create(console),
        ForwardCommand.Create(console),
        EmbedCommand.Create(console),
        InspectCommand.Create(console),
        RunCommand.Create(console),
        PredictCommand.Create(console),
    };

    private static bool IsBadInput(Exception e) => e
        is BadInputException
        or FileNotFoundException
        or DirectoryNotFoundException
        or InvalidDataException
        or JsonException;
}
