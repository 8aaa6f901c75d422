using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The root environment: where messages end and randomness begins.</summary>
internal sealed class LocalEnvironment : HostEnvironmentBase
{
    private Action<string, ChannelMessage> _listeners;

    public LocalEnvironment(int? seed = null)
        : base(seed)
    {
    }

    public override string ContextDescription => "HostEnvironment";

    public void AddListener(Action<string, ChannelMessage> listener) => _listeners += listener;

    public override void Dispatch(string source, in ChannelMessage message) => _listeners?.Invoke(source, message);

    public override TException Process<TException>(TException ex)
    {
        if (ex != null)
        {
            ex.Data["Throwing component"] = "Environment";
            Contracts.Mark(ex);
        }

        return ex;
    }
}
