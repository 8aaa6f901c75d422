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
}
