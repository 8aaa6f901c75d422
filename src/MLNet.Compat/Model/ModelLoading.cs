using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Finding and calling the loader that a saved component names.</summary>
internal sealed partial class ModelLoadContext
{
    public static bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(rep, nameof(rep));
        using var entry = rep.OpenEntryOrNull(dir, ModelStreamName);
        if (entry == null)
        {
            result = null;
            return false;
        }

        using var ctx = new ModelLoadContext(rep, entry, dir);
        if (!ctx.TryLoadModelCore<TRes, TSig>(env, out result, extra))
            throw env.ExceptDecode("Couldn't load model: '{0}'", dir);
        return true;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, rep, dir, extra))
            throw env.ExceptDecode("Corrupt model file");
    }

    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        _ectx.CheckValue(env, nameof(env));
        _ectx.Check(InRepository, "Can't load a sub-model when reading from a single stream");
        return LoadModelOrNull<TRes, TSig>(env, out result, Repository, Combine(Directory, name), extra);
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        _ectx.CheckValue(env, nameof(env));
        if (!LoadModelOrNull<TRes, TSig>(env, out result, name, extra))
            throw _ectx.ExceptDecode("Corrupt model file");
    }

    private bool TryLoadModelCore<TRes, TSig>(IHostEnvironment env, out TRes result, object[] extra)
        where TRes : class
    {
        if (!string.IsNullOrEmpty(LoaderAssemblyName))
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(LoaderAssemblyName));

        object[] args = [this, .. extra];
        foreach (var name in new[] { Header.Loader, Header.LoaderAlt })
        {
            string signature = name.ToString();
            if (string.IsNullOrWhiteSpace(signature) || !env.ComponentCatalog.TryCreateInstance<TSig>(env, signature, args, out object made))
                continue;
            result = made as TRes;
            if (result != null)
            {
                Done();
                return true;
            }
        }

        result = null;
        return false;
    }
}
