using System.Globalization;

namespace Microsoft.ML.Runtime;

/// <summary>Hands out channels for messages.</summary>
public interface IChannelProvider : IExceptionContext
{
    IChannel Start(string name);

    IPipe<TMessage> StartPipe<TMessage>(string name);
}

/// <summary>Takes messages of one type until it is disposed.</summary>
public interface IPipe<TMessage> : IExceptionContext, IDisposable
{
    void Send(TMessage msg);
}

/// <summary>A pipe for text, read by a person or a log.</summary>
public interface IChannel : IPipe<ChannelMessage>
{
    void Trace(MessageSensitivity sensitivity, string fmt);

    void Trace(MessageSensitivity sensitivity, string fmt, params object[] args);

    void Error(MessageSensitivity sensitivity, string fmt);

    void Error(MessageSensitivity sensitivity, string fmt, params object[] args);

    void Warning(MessageSensitivity sensitivity, string fmt);

    void Warning(MessageSensitivity sensitivity, string fmt, params object[] args);

    void Info(MessageSensitivity sensitivity, string fmt);

    void Info(MessageSensitivity sensitivity, string fmt, params object[] args);
}

public enum ChannelMessageKind
{
    Trace = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
}

/// <summary>What a message may give away.</summary>
[Flags]
public enum MessageSensitivity
{
    None = 0,
    UserData = 1,
    Schema = 2,
    Unknown = -1,
    All = Unknown,
}

/// <summary>A message of a channel; its text is put together when it is asked for.</summary>
public readonly struct ChannelMessage
{
    public readonly ChannelMessageKind Kind;

    public readonly MessageSensitivity Sensitivity;

    private readonly string _format;
    private readonly object[] _args;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string format, object[] args = null)
    {
        Contracts.CheckNonEmpty(format, nameof(format));
        Kind = kind;
        Sensitivity = sensitivity;
        _format = format;
        _args = args;
    }

    public string Message => _args is null ? _format : string.Format(CultureInfo.CurrentCulture, _format, _args);
}

/// <summary>Channel calls without a sensitivity: unknown.</summary>
internal static class ChannelExtensions
{
    public static void Trace(this IChannel ch, string msg) => ch.Trace(MessageSensitivity.Unknown, msg);

    public static void Info(this IChannel ch, string msg) => ch.Info(MessageSensitivity.Unknown, msg);

    public static void Warning(this IChannel ch, string msg) => ch.Warning(MessageSensitivity.Unknown, msg);

    public static void Warning(this IChannel ch, string fmt, params object[] args) => ch.Warning(MessageSensitivity.Unknown, fmt, args);

    public static void Error(this IChannel ch, string msg) => ch.Error(MessageSensitivity.Unknown, msg);
}
