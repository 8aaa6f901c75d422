using System.Runtime.CompilerServices;

// ML.NET looks a saved stage up by an attribute that it keeps internal. Without these lines the runtime refuses to hand that attribute
// out for this assembly, and loading ends in "Couldn't load model".
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("MLNet.Compat")]

namespace System.Runtime.CompilerServices;

/// <summary>Read by the runtime: this assembly may see the internal members of the named one.</summary>
/// <param name="assemblyName">The simple name of the other assembly.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    /// <summary>The simple name of the other assembly.</summary>
    public string AssemblyName { get; } = assemblyName;
}
