using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Checks of the columns of a training set, and of the labels in it.</summary>
internal static class TrainingChecks
{
    public const string NoRows = "No valid training instances found, all instances have missing features.";

    public static void CheckFeatures(TrainingRows data)
    {
        var column = data.Feature;
        if (column.Type is not VectorDataViewType { Size: > 0 } vector || vector.ItemType != NumberDataViewType.Single)
            throw Contracts.ExceptParam(nameof(data), "Training feature column '{0}' must be a known-size vector of R4, but has type: {1}.", column.Name, column.Type);
    }

    public static void CheckWeight(TrainingRows data)
    {
        if (data.Weight is { } column && !IsReal(column.Type))
            throw Contracts.ExceptParam(nameof(data), "Training weight column '{0}' must be of floating point numeric type, but has type: {1}.", column.Name, column.Type);
    }

    public static void CheckBinaryLabel(TrainingRows data)
    {
        var column = data.Label;
        if (column.Type == BooleanDataViewType.Instance || IsReal(column.Type))
            return;
        switch (column.Type)
        {
            case KeyDataViewType { Count: 2 }:
                return;
            case KeyDataViewType { Count: 1 }:
                throw Contracts.ExceptParam(nameof(data),
                    "The label column '{0}' of the training data has only one class. Two classes are required for binary classification.", column.Name);
            case KeyDataViewType:
                throw Contracts.ExceptParam(nameof(data),
                    "The label column '{0}' of the training data has more than two classes. Only two classes are allowed for binary classification.", column.Name);
            default:
                throw Contracts.ExceptParam(nameof(data),
                    "The label column '{0}' of the training data has a data type not suitable for binary classification: {1}. Type must be Boolean, Single, Double or Key with two classes.",
                    column.Name, column.Type);
        }
    }

    public static void CheckRegressionLabel(TrainingRows data)
    {
        if (!IsReal(data.Label.Type))
        {
            throw Contracts.ExceptParam(nameof(data), "Training label column '{0}' type isn't suitable for regression: {1}. Type must be Single or Double.",
                data.Label.Name, data.Label.Type);
        }
    }

    /// <summary>The number of classes: of a key how many there are, else one more than the greatest label.</summary>
    public static int CountClasses(TrainingRows data)
    {
        var column = data.Label;
        if (column.Type is KeyDataViewType key)
        {
            if (key.Count >= (ulong)Array.MaxLength)
                throw Contracts.ExceptParam(nameof(data), "Maximum label is too large for multi-class: {0}.", key.Count);
            return (int)key.Count;
        }
        if (!IsReal(column.Type))
            throw Contracts.ExceptParam(nameof(data), "Training label column '{0}' type is not valid for multi-class: {1}. Type must be Single or Double.", column.Name, column.Type);

        int greatest = -1;
        float label = 0;
        using (var cursor = data.Data.GetRowCursor([column]))
        {
            var getLabel = RowCursorUtils.GetLabelGetter(cursor, column);
            while (cursor.MoveNext())
            {
                getLabel(ref label);
                if (!float.IsFinite(label))
                    continue;
                if (label < 0 || label != (int)label)
                    throw Contracts.ExceptParam(nameof(data), "Training label column '{0}' contains invalid values for multi-class: {1}.", column.Name, label);
                greatest = Math.Max(greatest, (int)label);
            }
        }
        if (greatest < 0)
            throw Contracts.ExceptParam(nameof(data), "Training label column '{0}' contains no valid values for multi-class.", column.Name);
        return greatest + 1;
    }

    private static bool IsReal(DataViewType type) => type == NumberDataViewType.Single || type == NumberDataViewType.Double;
}
