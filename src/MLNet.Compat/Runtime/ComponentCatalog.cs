using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The loaders and extensions that assemblies offer by their attributes.</summary>
public sealed class ComponentCatalog
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _assemblies = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, Type Signature), Loader> _loaders = [];
    private readonly Dictionary<(Type Attribute, string Contract), Type> _extensions = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName))
                return;
            foreach (var attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
                AddLoader(assembly, attribute, throwOnError);
            AddExtensions(assembly, throwOnError);
        }
    }

    /// <summary>Makes what a load name and a signature stand for; false when nobody offers it.</summary>
    internal bool TryCreateInstance<TSig>(IHostEnvironment env, string name, object[] args, out object result)
    {
        Loader loader;
        lock (_lock)
        {
            if (!_loaders.TryGetValue((name.ToLowerInvariant().Trim(), typeof(TSig)), out loader))
            {
                result = null;
                return false;
            }
        }

        object[] all = loader.WantsEnvironment ? [env, .. args] : args;
        try
        {
            result = loader.Method is ConstructorInfo constructor ? constructor.Invoke(all) : loader.Method.Invoke(null, all);
            return true;
        }
        catch (TargetInvocationException ex) when (ex.InnerException.IsMarked())
        {
            throw Contracts.Except(null, ex, "Error during class instantiation");
        }
    }

    /// <summary>Makes the extension that a contract's name stands for.</summary>
    internal object GetExtensionValue(IHostEnvironment env, Type attributeType, string contractName)
    {
        Type type;
        lock (_lock)
        {
            if (!_extensions.TryGetValue((attributeType, contractName), out type))
            {
                throw env.Except($"Unable to locate an extension for the contract '{contractName}'. Ensure you have called ComponentCatalog.RegisterAssembly "
                    + $"with the Assembly that contains a class decorated with a '{attributeType.FullName}'.");
            }
        }

        return Activator.CreateInstance(type);
    }

    private void AddLoader(Assembly assembly, LoadableClassAttributeBase attribute, bool throwOnError)
    {
        var method = FindMethod(attribute, out bool wantsEnvironment);
        if (method == null)
        {
            if (!throwOnError)
                return;
            throw Contracts.Except($"Can't instantiate loadable class '{attribute.LoaderType.FullName}': no suitable constructor or Create method in '{assembly.FullName}'.");
        }

        var loader = new Loader(attribute.InstanceType, method, wantsEnvironment);
        foreach (var signature in attribute.SigTypes)
        {
            foreach (string name in attribute.LoadNames)
            {
                var key = (name.ToLowerInvariant().Trim(), signature);
                if (_loaders.TryAdd(key, loader) || _loaders[key].Type == attribute.InstanceType || !throwOnError)
                    continue;
                throw Contracts.Except($"ComponentCatalog cannot map name '{key.Item1}' and SignatureType '{signature}' to {attribute.InstanceType.Name}, already mapped to {_loaders[key].Type.Name}.");
            }
        }
    }

    [SuppressMessage("Major Code Smell", "S3011", Justification = "Loaders are private by convention.")]
    private static MethodBase FindMethod(LoadableClassAttributeBase attribute, out bool wantsEnvironment)
    {
        Type[] withEnvironment = [typeof(IHostEnvironment), .. attribute.CtorTypes];
        foreach (var types in new[] { attribute.CtorTypes, withEnvironment })
        {
            wantsEnvironment = types == withEnvironment;
            var create = attribute.LoaderType.GetMethod("Create",
                BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy, null, types, null);
            if (create != null && create.ReturnType == attribute.InstanceType)
                return create;
        }

        foreach (var types in new[] { attribute.CtorTypes, withEnvironment })
        {
            wantsEnvironment = types == withEnvironment;
            var constructor = attribute.InstanceType.IsAssignableFrom(attribute.LoaderType)
                ? attribute.LoaderType.GetConstructor(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance, null, types, null)
                : null;
            if (constructor != null)
                return constructor;
        }

        wantsEnvironment = false;
        return null;
    }

    private void AddExtensions(Assembly assembly, bool throwOnError)
    {
        foreach (var type in assembly.GetTypes())
        {
            if (!type.IsClass || type.IsAbstract)
                continue;
            foreach (var attribute in type.GetCustomAttributes<ExtensionBaseAttribute>(inherit: false))
            {
                var key = (attribute.GetType(), attribute.ContractName);
                if (_extensions.TryAdd(key, type) || !throwOnError)
                    continue;
                throw Contracts.Except($"An extension for '{key.Item1.Name}' with contract '{key.ContractName}' has already been registered in the ComponentCatalog.");
            }
        }
    }

    private sealed record Loader(Type Type, MethodBase Method, bool WantsEnvironment);
}
