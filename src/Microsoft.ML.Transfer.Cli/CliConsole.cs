using System.Text;
using Spectre.Console;

namespace Microsoft.ML.Transfer.Cli;

/// <summary>Where a command reads and writes: results go to <see cref="Out"/>, progress and notices to <see cref="Error"/>.</summary>
internal sealed class CliConsole(TextReader input, TextWriter output, TextWriter error) : IDisposable
{
    private const int PlainWidth = 120;

    public TextReader In { get; } = input;

    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Whether somebody watches the results, so that colours make sense.</summary>
    public bool OutIsTerminal { get; private init; }

    /// <summary>Whether somebody watches the error output, so that a progress bar makes sense.</summary>
    public bool ErrorIsTerminal { get; private init; }

    /// <summary>The streams of this process, as UTF-8 whatever the system's code page is.</summary>
    public static CliConsole OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        // A terminal of Windows shows UTF-8 only when told so.
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = utf8;
        return new CliConsole(
            new StreamReader(Console.OpenStandardInput(), utf8),
            Console.IsOutputRedirected ? new StreamWriter(Console.OpenStandardOutput(), utf8) { NewLine = "\n" } : Console.Out,
            Console.IsErrorRedirected ? new StreamWriter(Console.OpenStandardError(), utf8) { NewLine = "\n", AutoFlush = true } : Console.Error)
        {
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
        };
    }

    /// <summary>For tables and colours among the results.</summary>
    public IAnsiConsole CreateScreen() => CreateScreen(Out, OutIsTerminal);

    /// <summary>For progress bars.</summary>
    public IAnsiConsole CreateErrorScreen() => CreateScreen(Error, ErrorIsTerminal);

    /// <summary>Writes everything out.</summary>
    public void Dispose()
    {
        Out.Flush();
        Error.Flush();
        In.Dispose();
    }

    private static IAnsiConsole CreateScreen(TextWriter writer, bool isTerminal)
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if (!isTerminal)
            screen.Profile.Width = PlainWidth;
        return screen;
    }
}
