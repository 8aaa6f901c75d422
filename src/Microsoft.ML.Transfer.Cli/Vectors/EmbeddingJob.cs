using System.Globalization;
using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Cli.Output;
using Spectre.Console;

namespace Microsoft.ML.Transfer.Cli.Vectors;

/// <summary>Embeds the texts of a table, as many at a time as keep the encoder busy without holding the file in memory.</summary>
internal static class EmbeddingJob
{
    private const int TextsAtOnce = 512;

    // On plain output a line for each text block would be noise.
    private const int PlainLineEvery = 16 * TextsAtOnce;

    /// <summary>Embeds; gives the number of texts.</summary>
    public static long Execute(TextEmbedder embedder, InputTable table, string? column, IVectorWriter writer, CliConsole console)
    {
        var count = console.ErrorIsTerminal
            ? console.CreateErrorScreen().Status().Start("Encoding ...", status => Encode(embedder, table, column, writer, n => status.Status(Progress(n))))
            : Encode(embedder, table, column, writer, n =>
            {
                if (n % PlainLineEvery == 0)
                    console.Error.WriteLine(Progress(n));
            });
        writer.Complete();
        return count;
    }

    private static string Progress(long texts) => string.Create(CultureInfo.InvariantCulture, $"Encoding ... {texts:N0} texts");

    private static long Encode(TextEmbedder embedder, InputTable table, string? column, IVectorWriter writer, Action<long> progress)
    {
        if (table.Columns.Length == 0)
            return 0;
        var index = table.IndexOfText(column);
        var vectors = new float[TextsAtOnce * embedder.Dimension];
        var count = 0L;
        foreach (var texts in table.Rows.Select(r => r.Values[index]).Chunk(TextsAtOnce))
        {
            var destination = vectors.AsSpan(0, texts.Length * embedder.Dimension);
            embedder.Embed(texts, destination);
            writer.Write(texts, destination);
            count += texts.Length;
            progress(count);
        }
        return count;
    }
}
