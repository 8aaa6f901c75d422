using System.Reflection;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Loads scoring transformers: their type argument is the type of the model inside.</summary>
internal static class PredictionTransformerLoading
{
    private const string DirModel = "Model";

    public static ITransformer Create<TPredictor>(IHostEnvironment env, ModelLoadContext ctx, Type definition)
        where TPredictor : class, IPredictor
    {
        ctx.LoadModel<TPredictor, SignatureLoadModel>(env, out var model, DirModel);
        var constructor = definition.MakeGenericType(VisibleType(model.GetType()))
            .GetConstructor(BindingFlags.NonPublic | BindingFlags.Instance, [typeof(IHostEnvironment), typeof(ModelLoadContext)]);
        return (ITransformer)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [env, ctx], null);
    }

    // A calibrated model is known to the world by its base class.
    private static Type VisibleType(Type type) =>
        typeof(CalibratedModelParametersBase).IsAssignableFrom(type) && type.BaseType.IsGenericType ? type.BaseType : type;
}
