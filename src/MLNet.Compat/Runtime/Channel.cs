using System.Diagnostics;

namespace Microsoft.ML.Runtime;

/// <summary>A pipe of a component. Only text messages have listeners.</summary>
internal class Pipe<TMessage> : IPipe<TMessage>
{
    private readonly string _name;
    private bool _disposed;

    public Pipe(HostEnvironmentBase parent, string name)
    {
        Parent = parent;
        _name = name;
        FullName = string.IsNullOrEmpty(parent.FullName) ? name : $"{parent.FullName}; {name}";
    }

    public string ContextDescription => FullName;

    protected HostEnvironmentBase Parent { get; }

    protected string FullName { get; }

    public virtual void Send(TMessage msg)
    {
    }

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex != null)
        {
            ex.Data["Throwing component"] = Parent.ShortName;
            ex.Data["Parent component"] = Parent.ParentFullName;
            ex.Data["Phase"] = _name;
            Contracts.Mark(ex);
        }

        return ex;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A text channel: says when it starts, finishes and is disposed.</summary>
internal sealed class Channel : Pipe<ChannelMessage>, IChannel
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public Channel(HostEnvironmentBase parent, string name)
        : base(parent, name)
    {
        Send(ChannelMessageKind.Trace, MessageSensitivity.None, "Channel started");
    }

    public override void Send(ChannelMessage msg) => Parent.Dispatch(FullName, msg);

    public void Trace(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Trace, sensitivity, fmt);

    public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(ChannelMessageKind.Trace, sensitivity, fmt, args);

    public void Error(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Error, sensitivity, fmt);

    public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(ChannelMessageKind.Error, sensitivity, fmt, args);

    public void Warning(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Warning, sensitivity, fmt);

    public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(ChannelMessageKind.Warning, sensitivity, fmt, args);

    public void Info(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Info, sensitivity, fmt);

    public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(ChannelMessageKind.Info, sensitivity, fmt, args);

    protected override void Dispose(bool disposing)
    {
        Send(ChannelMessageKind.Trace, MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", _watch.Elapsed);
        Send(ChannelMessageKind.Trace, MessageSensitivity.None, "Channel disposed");
    }

    private void Send(ChannelMessageKind kind, MessageSensitivity sensitivity, string text)
        => Send(new ChannelMessage(kind, sensitivity, text));

    private void Send(ChannelMessageKind kind, MessageSensitivity sensitivity, string format, params object[] args)
        => Send(new ChannelMessage(kind, sensitivity, format, Contracts.CheckNonEmpty(args, nameof(args))));
}
