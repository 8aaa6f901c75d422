namespace Microsoft.ML.Transfer.Hub;

/// <summary>Why a model could not be had from the Hub.</summary>
public enum HubError
{
    /// <summary>There is no such model, revision or file.</summary>
    NotFound,

    /// <summary>The model is private or gated, or the token was refused.</summary>
    Denied,

    /// <summary>The cache lacks the model and the network may not be used.</summary>
    NotCached,

    /// <summary>The server could not be reached, or was too busy, or broke off each time.</summary>
    Unreachable,

    /// <summary>The server answered, but not as the Hub does, or with damaged files.</summary>
    BadAnswer,
}

/// <summary>A model could not be had from the Hub; the message says what was asked for, what happened and what can be done.</summary>
public sealed class HubException : IOException
{
    /// <summary>Creates the exception.</summary>
    public HubException(HubError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>The kind of failure.</summary>
    public HubError Error { get; }
}

/// <summary>A failure that may pass: the request is made again.</summary>
internal sealed class PassingFailure : Exception
{
    public PassingFailure(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => RetryAfter = retryAfter;

    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; }
}
