using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ITransformer), typeof(LambdaTransform), null, typeof(SignatureLoadModel), "", LambdaTransform.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Saves mappings as the name of their contract and of the assembly that offers it.</summary>
internal static class LambdaTransform
{
    internal const string LoaderSignature = "CustomTransformer";

    private static VersionInfo Version => new("CUSTOMXF", 0x00010002, 0x00010002, 0x00010001,
        typeof(LambdaTransform).Assembly.GetName().Name, LoaderSignature);

    internal static void Save(IExceptionContext ectx, ModelSaveContext ctx, string contractName, Delegate mapping)
    {
        if (contractName == null)
            throw ectx.Except("Empty contract name for a transform: the transform cannot be saved");
        ectx.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveString(contractName);
        ctx.SaveString(mapping.Method.DeclaringType.Assembly.GetName().Name);
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        string contractName = ctx.LoadString();
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(ctx.LoadString()));
        if (env.ComponentCatalog.GetExtensionValue(env, typeof(CustomMappingFactoryAttributeAttribute), contractName) is not ICustomMappingFactory factory)
        {
            throw env.Except($"The class with contract '{contractName}' must derive from '{typeof(CustomMappingFactory<,>).FullName}' or from "
                + $"'{typeof(StatefulCustomMappingFactory<,,>).FullName}'.");
        }

        return factory.CreateTransformer(env, contractName);
    }
}
