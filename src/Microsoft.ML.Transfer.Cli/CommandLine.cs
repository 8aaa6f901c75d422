using System.CommandLine;
using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Commands;
using Microsoft.ML.Transfer.Hub;

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
        catch (Exception e) when (e is HubException or OperationCanceledException)
        {
            // The network failed, not this program: where in its code is of no interest.
            console.Error.WriteLine($"mltransfer failed: {e.Message}");
            return ExitCode.Failure;
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
        DownloadCommand.Create(console),
        RunCommand.Create(console),
        PretrainCommand.Create(console),
        AdaptCommand.Create(console),
        FineTuneCommand.Create(console),
        EvaluateCommand.Create(console),
        PredictCommand.Create(console),
        FillMaskCommand.Create(console),
        PerplexityCommand.Create(console),
        MinimalPairsCommand.Create(console),
        SensesCommand.Create(console),
        ProbeCommand.Create(console),
        AttentionProbeCommand.Create(console),
        StructuralProbeCommand.Create(console),
        EdgeProbeCommand.Create(console),
        NeuronsCommand.Create(console),
    };

    private static bool IsBadInput(Exception e) => e
        is BadInputException
        or HubException { Error: not HubError.Unreachable and not HubError.BadAnswer }
        or FileNotFoundException
        or DirectoryNotFoundException
        or InvalidDataException
        or JsonException;
}
