namespace Microsoft.ML;

/// <summary>Registers a loader with ML.NET; compile-only, with the one constructor this library names.</summary>
/// <param name="instType">The type the loader returns.</param>
/// <param name="loaderType">The type that holds the static <c>Create</c> method.</param>
/// <param name="argType">The type of its arguments, or null.</param>
/// <param name="sigType">The signature under which it is looked up.</param>
/// <param name="userName">The name shown to people.</param>
/// <param name="loadNames">The loader signatures it answers to.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class LoadableClassAttribute(Type instType, Type loaderType, Type? argType, Type sigType, string userName, params string[] loadNames) : Attribute
{
    /// <summary>The type the loader returns.</summary>
    public Type InstanceType => instType;

    /// <summary>The type that holds the static <c>Create</c> method.</summary>
    public Type LoaderType => loaderType;

    /// <summary>The type of its arguments, or null.</summary>
    public Type? ArgType => argType;

    /// <summary>The signature under which it is looked up.</summary>
    public Type SignatureType => sigType;

    /// <summary>The name shown to people.</summary>
    public string UserName => userName;

    /// <summary>The loader signatures it answers to.</summary>
    public IReadOnlyList<string> LoadNames => loadNames;
}
