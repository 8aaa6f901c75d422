using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Training;

/// <summary>Refuses options outside their range before anything is computed.</summary>
internal static class OptionRange
{
    /// <param name="value">The value of the option.</param>
    /// <param name="holds">Whether it is in its range.</param>
    /// <param name="message">What would be right.</param>
    /// <param name="name">The name of the option.</param>
    public static void Require(object? value, bool holds, string message, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, message);
    }

    /// <summary>The value of a property that is being set.</summary>
    /// <param name="value">The value.</param>
    /// <param name="holds">Whether it is in its range.</param>
    /// <param name="rule">What must hold of it, such as "must be above 0".</param>
    /// <param name="name">The name of the property.</param>
    public static T Checked<T>(T value, bool holds, string rule, [CallerMemberName] string name = "")
    {
        Require(value, holds, $"{name} {rule}.", name);
        return value;
    }
}
