namespace Microsoft.ML.Transfer.Cli;

/// <summary>The arguments or the input are wrong: the message says what, where, and what would be right.</summary>
internal sealed class BadInputException : Exception
{
    public BadInputException(string message)
        : base(message)
    {
    }

    public BadInputException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The message of an exception, without the name and value of a method's parameter, which mean nothing to who typed an option.</summary>
    public static string MessageOf(Exception error)
    {
        var at = error.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return at < 0 ? error.Message : error.Message[..at];
    }

    /// <summary>What is made, whose parts check their ranges when they are set.</summary>
    /// <exception cref="BadInputException">A value is out of its range.</exception>
    public static T InRange<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new BadInputException(MessageOf(e), e);
        }
    }
}
