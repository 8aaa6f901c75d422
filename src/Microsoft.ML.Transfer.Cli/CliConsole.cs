using System.Text;

namespace Microsoft.ML.Transfer.Cli;

/// <summary>Where a command reads and writes: results go to <see cref="Out"/>, progress and notices to <see cref="Error"/>.</summary>
internal sealed class CliConsole(TextReader input, TextWriter output, TextWriter error, bool errorIsTerminal, int width) : IDisposable
{
    private const int PlainWidth = 120;

    public TextReader In { get; } = input;

    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Whether somebody watches the error output, so that a progress bar makes sense.</summary>
    public bool ErrorIsTerminal { get; } = errorIsTerminal;

    /// <summary>Columns of text that fit in a line.</summary>
    public int Width { get; } = width;

    /// <summary>The streams of this process, as UTF-8 whatever the system's code page is.</summary>
    public static CliConsole OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        // A terminal of Windows shows UTF-8 only when told so.
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = utf8;
        return new CliConsole(
            new StreamReader(Console.OpenStandardInput(), utf8),
            new StreamWriter(Console.OpenStandardOutput(), utf8) { NewLine = "\n" },
            new StreamWriter(Console.OpenStandardError(), utf8) { NewLine = "\n", AutoFlush = true },
            !Console.IsErrorRedirected,
            Console.IsOutputRedirected ? PlainWidth : Math.Max(Console.WindowWidth, 60));
    }

    /// <summary>Writes everything out.</summary>
    public void Dispose()
    {
        Out.Flush();
        Error.Flush();
        In.Dispose();
    }
}
