using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Runtime;

/// <summary>
/// The shared half of the root environment and of its hosts. A host's generator is seeded by draws from its parent's, so the same
/// calls in the same order give the same numbers.
/// </summary>
internal abstract class HostEnvironmentBase : IHostEnvironmentInternal, ICancelable
{
    private readonly HostEnvironmentBase _parent;
    private readonly TauswortheHybrid _rand;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, object> _options = new(StringComparer.Ordinal);
    private volatile bool _canceled;

    protected HostEnvironmentBase(int? seed)
    {
        Seed = seed;
        _rand = RandomUtils.Create(seed);
        ComponentCatalog = new ComponentCatalog();
        TempFilePath = Path.GetTempPath();
    }

    protected HostEnvironmentBase(HostEnvironmentBase parent, string name, TauswortheHybrid rand)
    {
        _parent = parent;
        _rand = rand;
        Seed = parent.Seed;
        ComponentCatalog = parent.ComponentCatalog;
        TempFilePath = parent.TempFilePath;
        GpuDeviceId = parent.GpuDeviceId;
        FallbackToCpu = parent.FallbackToCpu;
        ShortName = name;
        // The name of a host starts with that of its grandparent, not its parent: what ML.NET's log shows.
        ParentFullName = parent._parent?.FullName;
        FullName = string.IsNullOrEmpty(ParentFullName) ? name : $"{ParentFullName}; {name}";
    }

    public string ShortName { get; }

    public string ParentFullName { get; }

    public string FullName { get; }

    public int? Seed { get; }

    public string TempFilePath { get; set; }

    public bool FallbackToCpu { get; set; }

    public int? GpuDeviceId { get; set; }

    public ComponentCatalog ComponentCatalog { get; }

    public bool IsCanceled => _canceled || _parent?.IsCanceled == true;

    public abstract string ContextDescription { get; }

    /// <summary>The generator of this environment.</summary>
    public Random Rand => _rand;

    public void CancelExecution() => _canceled = true;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_lock)
            return new Host(this, name, seed.HasValue ? RandomUtils.Create(seed.Value) : RandomUtils.Create(_rand));
    }

    public IChannel Start(string name) => new Channel(this, name);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(this, name);

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return new SilentProgressChannel();
    }

    public abstract TException Process<TException>(TException ex)
        where TException : Exception;

    /// <summary>Hands a message up to the listeners of the root.</summary>
    public virtual void Dispatch(string source, in ChannelMessage message) => _parent.Dispatch(source, message);

    public bool TryAddOption<T>(string name, T value)
    {
        CheckOptionName(name);
        return _options.TryAdd(name, value);
    }

    public void SetOption<T>(string name, T value)
    {
        CheckOptionName(name);
        _options[name] = value;
    }

    public bool TryGetOption<T>(string name, out T value)
    {
        CheckOptionName(name);
        if (_options.TryGetValue(name, out object found) && found is T typed)
        {
            value = typed;
            return true;
        }

        value = default;
        return false;
    }

    public T GetOptionOrDefault<T>(string name)
    {
        CheckOptionName(name);
        if (!_options.TryGetValue(name, out object value))
            _options[name] = value = default(T);
        return (T)value;
    }

    public bool RemoveOption(string name)
    {
        CheckOptionName(name);
        return _options.Remove(name);
    }

    [SuppressMessage("Usage", "CA2208", Justification = "ML.NET names the parameter of the caller.")]
    private static void CheckOptionName(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new ArgumentNullException(nameof(name));
    }
}
