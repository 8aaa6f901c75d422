using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Loader options that a file carries in "#@" comments before its first line, as the text saver writes them.</summary>
internal static class EmbeddedOptions
{
    /// <summary>The options, or null where the file has none or the caller has given others.</summary>
    public static TextLoader.Options Read(IHost host, IMultiStreamSource files, TextLoader.Options given)
    {
        string text = Collect(files);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        using var ch = host.Start("Parsing options from file");
        if (!IsDefault(given))
        {
            ch.Warning("Arguments cannot be embedded in the file and in the command line. The embedded arguments will be ignored");
            return null;
        }

        var options = Parse(text) ?? throw host.Except("TextLoader options embedded in the file are invalid");
        options.UseThreads = given.UseThreads;
        options.HeaderFile = given.HeaderFile;
        options.MaxRows = given.MaxRows;
        return options;
    }

    private static bool IsDefault(TextLoader.Options options)
        => !options.AllowQuoting && !options.AllowSparse && options.InputSize == null && options.Separators is ['\t'] && options.DecimalMarker == '.'
            && !options.TrimWhitespace && !options.HasHeader && !options.ReadMultilines && options.EscapeChar == '"' && !options.MissingRealsAsNaNs;

    private static string Collect(IMultiStreamSource files)
    {
        if (files.Count == 0)
            return null;
        var text = new StringBuilder();
        using var reader = files.OpenTextReader(0);
        while (reader.ReadLine() is { } line && (line.Length == 0 || line[0] == '#' || line.StartsWith("//", StringComparison.Ordinal)))
        {
            if (line.StartsWith("#@", StringComparison.Ordinal))
                text.Append(line[2..].Trim()).Append(' ');
        }

        return text.ToString().Trim();
    }

    private static TextLoader.Options Parse(string text)
    {
        int open = text.IndexOf('{', StringComparison.Ordinal);
        if (open < 0 || !text.EndsWith('}') || text[..open].Trim() is not ("TextLoader" or "Text"))
            return null;
        var options = new TextLoader.Options();
        var columns = new List<TextLoader.Column>();
        foreach (string setting in text[(open + 1)..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryApply(setting, options, columns))
                return null;
        }

        options.Columns = [.. columns];
        return columns.Count > 0 ? options : null;
    }

    private static bool TryApply(string setting, TextLoader.Options options, List<TextLoader.Column> columns)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? setting.TrimEnd('+', '-') : setting[..equals];
        string value = equals < 0 ? setting[name.Length..] : setting[(equals + 1)..];
        bool flag = value is "" or "+";
        switch (name.ToLowerInvariant())
        {
            case "header" or "hasheader":
                options.HasHeader = flag;
                return true;
            case "quote" or "allowquoting":
                options.AllowQuoting = flag;
                return true;
            case "sparse" or "allowsparse":
                options.AllowSparse = flag;
                return true;
            case "trim" or "trimwhitespace":
                options.TrimWhitespace = flag;
                return true;
            case "multilines" or "readmultilines":
                options.ReadMultilines = flag;
                return true;
            case "missingrealnan" or "missingrealsasnans":
                options.MissingRealsAsNaNs = flag;
                return true;
            case "size" or "inputsize":
                options.InputSize = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : null;
                return options.InputSize != null;
            case "sep" or "separator":
                options.Separators = value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(SeparatorNames.Parse).ToArray();
                if (options.Separators.Length == 0)
                    options.Separators = [','];
                return !options.Separators.Contains('\0');
            case "col" or "column":
                var column = TextColumnSyntax.Parse(value);
                if (column != null)
                    columns.Add(column);
                return column != null;
            default:
                return false;
        }
    }
}

/// <summary>The names that separators have in options.</summary>
internal static class SeparatorNames
{
    public static char Parse(string text) => text.ToLowerInvariant() switch
    {
        "space" => ' ',
        "tab" => '\t',
        "comma" => ',',
        "colon" => ':',
        "semicolon" => ';',
        "bar" => '|',
        { Length: 1 } single => single[0],
        _ => '\0',
    };

    public static string Format(char separator) => separator switch
    {
        ' ' => "space",
        '\t' => "tab",
        ',' => "comma",
        ';' => "semicolon",
        '|' => "bar",
        _ => separator.ToString(),
    };
}
