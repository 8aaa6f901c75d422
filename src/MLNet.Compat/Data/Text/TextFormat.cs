using System.Buffers;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How rows are cut out of text: the checked half of <see cref="TextLoader.Options"/>.</summary>
internal sealed record TextFormat
{
    public bool Quoting { get; init; }

    public bool Sparse { get; init; }

    public bool Trim { get; init; }

    public bool HasHeader { get; init; }

    public bool Multiline { get; init; }

    public bool MissingRealsAsNaNs { get; init; }

    public char[] Separators { get; init; }

    public char EscapeChar { get; init; }

    public char DecimalMarker { get; init; }

    /// <summary>The number of fields of a row; 0 when rows say it themselves.</summary>
    public int InputSize { get; init; }

    public long MaxRows { get; init; }

    public static TextFormat Create(IExceptionContext ectx, TextLoader.Options options, bool hasHeaderFile)
    {
        long maxRows = options.MaxRows ?? long.MaxValue;
        ectx.CheckUserArg(maxRows >= 0, nameof(options.MaxRows));
        int inputSize = options.InputSize ?? 0;
        ectx.Check(inputSize >= 0, "inputSize");
        char[] separators = options.Separators.Select(c => CheckSeparator(ectx, c, options.AllowSparse)).Distinct().ToArray();
        if (options.DecimalMarker is not ('.' or ','))
        {
            throw ectx.ExceptUserArg(nameof(options.DecimalMarker),
                "Decimal marker cannot be the '{0}' character. It must be '.' or ','.", options.DecimalMarker);
        }

        if (!options.AllowQuoting && options.DecimalMarker == ',' && separators.Contains(','))
        {
            throw ectx.ExceptUserArg(nameof(options.AllowQuoting),
                "Quoting must be allowed if decimal marker and separator are the ',' character.");
        }

        if (separators.Contains(options.EscapeChar))
        {
            throw ectx.ExceptUserArg(nameof(options.EscapeChar),
                "EscapeChar '{0}' can't be used both as EscapeChar and separator", options.EscapeChar);
        }

        return new TextFormat
        {
            Quoting = options.AllowQuoting,
            Sparse = options.AllowSparse,
            Trim = options.TrimWhitespace,
            HasHeader = options.HasHeader && !hasHeaderFile,
            Multiline = options.AllowQuoting && options.ReadMultilines,
            MissingRealsAsNaNs = options.MissingRealsAsNaNs,
            Separators = separators,
            EscapeChar = options.EscapeChar,
            DecimalMarker = options.DecimalMarker,
            InputSize = Math.Min(inputSize, TextSegment.End - 1),
            MaxRows = maxRows,
        };
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(MaxRows);
        foreach (bool flag in new[] { Quoting, Sparse, Trim, HasHeader, Multiline, MissingRealsAsNaNs })
            writer.Write(flag);
        writer.Write(InputSize);
        writer.Write(new string(Separators));
        writer.Write(EscapeChar);
        writer.Write(DecimalMarker);
    }

    public static TextFormat Load(IExceptionContext ectx, BinaryReader reader)
    {
        long maxRows = reader.ReadInt64();
        ectx.CheckDecode(maxRows >= 0);
        var format = new TextFormat
        {
            MaxRows = maxRows,
            Quoting = reader.ReadBoolean(),
            Sparse = reader.ReadBoolean(),
            Trim = reader.ReadBoolean(),
            HasHeader = reader.ReadBoolean(),
            Multiline = reader.ReadBoolean(),
            MissingRealsAsNaNs = reader.ReadBoolean(),
            InputSize = reader.ReadInt32(),
            Separators = reader.ReadString().ToCharArray(),
            EscapeChar = reader.ReadChar(),
            DecimalMarker = reader.ReadChar(),
        };
        ectx.CheckDecode(format.InputSize >= 0 && format.InputSize < TextSegment.End);
        ectx.CheckDecode(format.Separators.Length > 0 && format.Separators.AsSpan().IndexOfAny("\0\r\n\"0123456789") < 0);
        ectx.CheckDecode(!(format.Sparse && format.Separators.Contains(':')));
        ectx.CheckDecode(format.DecimalMarker is '.' or ',' && !format.Separators.Contains(format.EscapeChar));
        return format;
    }

    private static char CheckSeparator(IExceptionContext ectx, char c, bool sparse)
    {
        if (c is '\t')
            return c;
        if (c == ':')
            ectx.CheckUserArg(!sparse, "Separator", "When the separator is colon, turn off allowSparse");
        if (c < ' ' || char.IsAsciiDigit(c) || c == '"')
            throw ectx.ExceptUserArg("Separator", "Illegal separator: '{0}'", c);
        return c;
    }
}
