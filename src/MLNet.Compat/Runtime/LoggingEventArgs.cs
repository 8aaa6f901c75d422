using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A message for <see cref="MLContext.Log"/>.</summary>
public class LoggingEventArgs : EventArgs
{
    public LoggingEventArgs(string message)
    {
        Message = message;
    }

    public LoggingEventArgs(string message, ChannelMessageKind kind, string source)
    {
        RawMessage = message;
        Kind = kind;
        Source = source;
        Message = $"[Source={Source}, Kind={Kind}] {RawMessage}";
    }

    /// <summary>Which component speaks.</summary>
    public string Source { get; }

    public ChannelMessageKind Kind { get; }

    /// <summary>Source, kind and text.</summary>
    public string Message { get; }

    public string RawMessage { get; }
}
