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
}
