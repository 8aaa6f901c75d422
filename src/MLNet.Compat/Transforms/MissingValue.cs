namespace Microsoft.ML.Transforms;

/// <summary>What stands for a missing value in a type: NaN for floating-point numbers, the default elsewhere.</summary>
internal static class MissingValue
{
    public static T Of<T>()
    {
        if (typeof(T) == typeof(float))
            return (T)(object)float.NaN;
        return typeof(T) == typeof(double) ? (T)(object)double.NaN : default;
    }

    /// <summary>Whether a value is never one of its own: empty text, NaN, key 0.</summary>
    public static bool Is<T>(in T value, bool isKey)
    {
        if (value is float single)
            return float.IsNaN(single);
        if (value is double number)
            return double.IsNaN(number);
        if (value is ReadOnlyMemory<char> text)
            return text.IsEmpty;
        return isKey && EqualityComparer<T>.Default.Equals(value, default);
    }
}
