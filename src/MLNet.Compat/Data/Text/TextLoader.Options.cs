using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>How a text file is cut into fields, and fields into columns.</summary>
    public class Options
    {
        /// <summary>Whether fields may be quoted, and then contain separators.</summary>
        public bool AllowQuoting;

        /// <summary>Whether a row may end in "index:value" fields.</summary>
        public bool AllowSparse;

        /// <summary>The number of fields; by default sparse rows say it themselves.</summary>
        public int? InputSize;

        public char[] Separators = ['\t'];

        public char DecimalMarker = '.';

        public Column[] Columns;

        /// <summary>Whether white space at the end of lines is dropped.</summary>
        public bool TrimWhitespace;

        public bool HasHeader;

        /// <summary>Accepted for ML.NET's sake; rows are read by one thread.</summary>
        public bool UseThreads = true;

        /// <summary>Whether quoted fields may span lines.</summary>
        public bool ReadMultilines;

        /// <summary>A file whose first line is the header.</summary>
        public string HeaderFile;

        public long? MaxRows;

        /// <summary>What a quote inside a quoted field is escaped with.</summary>
        public char EscapeChar = '"';

        /// <summary>Whether empty real numbers are NaN; 0 otherwise.</summary>
        public bool MissingRealsAsNaNs;

        public Options()
        {
        }
    }

    /// <summary>A column and the fields it is made of.</summary>
    public sealed class Column
    {
        public string Name;

        public Range[] Source;

        /// <summary>Makes the column a key of a set of so many items.</summary>
        public KeyCount KeyCount;

        public Column()
        {
        }

        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount keyCount = null)
        {
            Contracts.CheckValue(name, nameof(name));
            Contracts.CheckValue(source, nameof(source));
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    /// <summary>Fields of a row.</summary>
    public sealed class Range
    {
        public int Min;

        public int? Max;

        /// <summary>Up to the last field, as many as the data sample has.</summary>
        public bool AutoEnd;

        /// <summary>Up to the last field of each row.</summary>
        public bool VariableEnd;

        /// <summary>Only fields that no other column has.</summary>
        public bool AllOther;

        /// <summary>Whether a single field makes a vector of one.</summary>
        public bool ForceVector;

        public Range()
        {
        }

        public Range(int index)
        {
            Contracts.CheckParam(index >= 0, nameof(index), "Must be non-negative");
            Min = index;
            Max = index;
        }

        public Range(int min, int? max)
        {
            Contracts.CheckParam(min >= 0, nameof(min), "Must be non-negative");
            Contracts.CheckParam(!(max < min), nameof(max), "If specified, must be greater than or equal to min");
            Min = min;
            Max = max;
            ForceVector = true;
            AutoEnd = max == null;
        }
    }
}
