using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Turns column descriptions into columns; looks at a sample where a range is open.</summary>
internal static class TextColumnBinder
{
    public static TextColumn[] Bind(IExceptionContext ectx, TextLoader.Column[] columns, TextFormat format, Func<List<string>> sample)
    {
        foreach (var column in columns)
        {
            if (column.Source is null || column.Source.Length == 0)
                throw ectx.ExceptUserArg("Source", "Must specify some source column indices");
        }

        int inputSize = format.InputSize;
        if (inputSize == 0 && Array.Exists(columns, column => Array.Exists(column.Source, range => range.AutoEnd && range.Max == null)))
            inputSize = CountFields(ectx, format, sample());

        var bound = new TextColumn[columns.Length];
        int other = -1;
        for (int i = 0; i < columns.Length; i++)
        {
            ectx.CheckNonWhiteSpace(columns[i].Name, "Name");
            if (Array.Exists(columns[i].Source, range => range.AllOther))
            {
                ectx.CheckUserArg(other < 0 && columns[i].Source.Count(range => range.AllOther) == 1, "AllOther", "At most one all other range can be specified");
                other = i;
                continue;
            }

            bound[i] = Create(columns[i], columns[i].Source.Select(range => ToSegment(ectx, range, inputSize)));
        }

        if (other >= 0)
            bound[other] = BindOther(ectx, columns[other], bound, inputSize);
        return bound;

        TextColumn Create(TextLoader.Column column, IEnumerable<TextSegment> segments)
            => TextColumn.Create(column.Name.Trim(), ItemType(ectx, column), segments.ToArray(), user: true);
    }

    private static PrimitiveDataViewType ItemType(IExceptionContext ectx, TextLoader.Column column)
    {
        var kind = column.DataKind == default ? DataKind.Single : column.DataKind;
        if (column.KeyCount != null)
        {
            var rawType = ColumnTypeExtensions.PrimitiveTypeFromKind(kind).RawType;
            Contracts.CheckUserArg(KeyDataViewType.IsValidDataType(rawType), "Type", "Bad item type for Key");
            return new KeyDataViewType(rawType, column.KeyCount.Count ?? KeyDataViewType.MaxCount(rawType));
        }

        ectx.CheckUserArg(Enum.IsDefined(kind), "Type", "Bad item type");
        return ColumnTypeExtensions.PrimitiveTypeFromKind(kind);
    }

    private static TextSegment ToSegment(IExceptionContext ectx, TextLoader.Range range, int inputSize)
    {
        int min = range.Min;
        ectx.CheckUserArg(min >= 0 && min < TextSegment.End - 1, nameof(range.Min));
        if (range.Max is int max)
        {
            ectx.CheckUserArg(min <= max && max < TextSegment.End - 1, nameof(range.Max));
            return new TextSegment(min, max + 1, range.ForceVector);
        }

        if (range.AutoEnd)
        {
            if (min >= inputSize)
            {
                throw ectx.ExceptUserArg(nameof(range.Min), "Column #{0} not found in the dataset (it only has {1} columns)", min, inputSize);
            }

            return new TextSegment(min, inputSize, ForceVector: true);
        }

        return range.VariableEnd
            ? new TextSegment(min, TextSegment.End, ForceVector: true)
            : new TextSegment(min, min + 1, range.ForceVector);
    }

    // The range for all others keeps what the segments of all columns, its own included, leave free.
    private static TextColumn BindOther(IExceptionContext ectx, TextLoader.Column column, TextColumn[] bound, int inputSize)
    {
        var own = column.Source.Where(range => !range.AllOther).Select(range => ToSegment(ectx, range, inputSize)).ToArray();
        var taken = bound.Where(other => other != null).SelectMany(other => other.Segments).Concat(own).OrderBy(segment => segment.Min).ToArray();
        var segments = new List<TextSegment>();
        foreach (var range in column.Source)
        {
            var wanted = ToSegment(ectx, range, inputSize);
            if (!range.AllOther)
            {
                segments.Add(wanted);
                continue;
            }

            int min = wanted.Min;
            foreach (var segment in taken.TakeWhile(_ => min < wanted.Lim))
            {
                if (min < segment.Min)
                    segments.Add(new TextSegment(min, segment.Min, ForceVector: true));
                min = Math.Max(min, segment.Lim);
            }

            if (min < wanted.Lim)
                segments.Add(new TextSegment(min, wanted.Lim, ForceVector: true));
        }

        ectx.CheckUserArg(segments.Count > 0, "AllOther", "No index is selected as all other indexes.");
        return TextColumn.Create(column.Name.Trim(), ItemType(ectx, column), [.. segments], user: true);
    }

    private static int CountFields(IExceptionContext ectx, TextFormat format, List<string> lines)
    {
        var splitter = new FieldSplitter(format, TextSegment.End, report: null);
        var counts = lines
            .Select(line => format.Trim ? line.TrimEnd() : line)
            .Where(line => line.Length > 0)
            .Select(line => splitter.Split(line.AsMemory(), 0))
            .Where(count => count > 0)
            .ToArray();
        if (counts.Length == 0)
            throw ectx.ExceptUserArg("Source", "Can't determine the number of source columns without valid data");
        if (counts.Min() < counts.Max())
            throw ectx.ExceptUserArg("Source", "The size of input lines is not consistent");
        return Math.Min(counts[0], TextSegment.End - 1);
    }
}
