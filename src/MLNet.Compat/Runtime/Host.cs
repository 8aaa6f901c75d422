namespace Microsoft.ML.Runtime;

/// <summary>The environment of one component.</summary>
internal sealed class Host : HostEnvironmentBase, IHost
{
    public Host(HostEnvironmentBase parent, string name, TauswortheHybrid rand)
        : base(parent, name, rand)
    {
    }

    public override string ContextDescription => FullName;

    public override TException Process<TException>(TException ex)
    {
        if (ex != null)
        {
            ex.Data["Throwing component"] = ShortName;
            ex.Data["Parent component"] = ParentFullName;
            Contracts.Mark(ex);
        }

        return ex;
    }
}
