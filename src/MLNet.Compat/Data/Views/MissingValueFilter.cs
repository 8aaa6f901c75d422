using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Drops rows with a NaN or a missing key in any of some columns.</summary>
internal sealed class MissingValueFilter : FilterView
{
    private readonly DataViewSchema.Column[] _columns;

    public MissingValueFilter(IHostEnvironment env, IDataView input, string[] columns)
        : this(env, input, Bind(env, input, columns))
    {
    }

    private MissingValueFilter(IHostEnvironment env, IDataView input, DataViewSchema.Column[] columns)
        : base(env, "MissingValueFilter", input, columns.Select(column => column.Index))
    {
        _columns = columns;
    }

    protected override Func<bool> MakeTest(DataViewRow row)
    {
        var tests = Array.ConvertAll(_columns, column =>
        {
            var item = column.Type.GetItemType();
            if (item is not KeyDataViewType)
                return item == NumberDataViewType.Single ? Test<float>(row, column, float.IsNaN) : Test<double>(row, column, double.IsNaN);
            return Type.GetTypeCode(item.RawType) switch
            {
                TypeCode.Byte => Test<byte>(row, column, IsZero),
                TypeCode.UInt16 => Test<ushort>(row, column, IsZero),
                TypeCode.UInt32 => Test<uint>(row, column, IsZero),
                _ => Test<ulong>(row, column, IsZero),
            };
        });
        return () => Array.TrueForAll(tests, test => test());
    }

    private static bool IsZero<T>(T value)
        where T : INumber<T>
        => T.IsZero(value);

    private static Func<bool> Test<T>(DataViewRow row, DataViewSchema.Column column, Func<T, bool> isMissing)
    {
        if (column.Type is not VectorDataViewType)
        {
            var getter = row.GetGetter<T>(column);
            T value = default;
            return () =>
            {
                getter(ref value);
                return !isMissing(value);
            };
        }

        bool defaultIsMissing = isMissing(default);
        var vectorGetter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        return () =>
        {
            vectorGetter(ref vector);
            if (defaultIsMissing && !vector.IsDense)
                return false;
            foreach (var value in vector.GetValues())
            {
                if (isMissing(value))
                    return false;
            }

            return true;
        };
    }

    private static DataViewSchema.Column[] Bind(IHostEnvironment env, IDataView input, string[] columns)
    {
        var bound = new List<DataViewSchema.Column>();
        foreach (string name in columns)
        {
            var column = input.Schema.GetColumnOrNull(name) ?? throw env.ExceptUserArg("Columns", "Source column '{0}' not found", name);
            if (bound.Exists(other => other.Index == column.Index))
                throw env.ExceptUserArg("Columns", "Source column '{0}' specified multiple times", name);
            var item = column.Type.GetItemType();
            if (item != NumberDataViewType.Single && item != NumberDataViewType.Double && item is not KeyDataViewType)
            {
                throw env.ExceptUserArg("Columns",
                    $"Column '{name}' has type {column.Type} which does not support missing values, so we cannot filter on them");
            }

            bound.Add(column);
        }

        return [.. bound];
    }
}
