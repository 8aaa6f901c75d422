using Microsoft.ML.Runtime;
using Microsoft.ML.Transfer.Integration;

namespace Microsoft.ML.Transfer;

/// <summary>How a <see cref="LayerProbeTransformer"/> stands in a model file, and how it is read back: the names of its two columns.</summary>
internal static class LayerProbeArchive
{
    /// <summary>The name under which ML.NET finds <see cref="Create"/>.</summary>
    public const string LoaderSignature = "LayerProbe";

    private static readonly ComponentVersion Version = new("LAYRPROB", Written: 0x00010001, Readable: 0x00010001, Oldest: 0x00010001, LoaderSignature);

    /// <summary>Saves <paramref name="transformer"/>.</summary>
    public static void Save(LayerProbeTransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var main = MLNetInternals.Current.BeginSave(context, Version);
        main.Write(transformer.TextColumnName);
        main.Write(transformer.LabelColumnName);
    }

    // ML.NET looks for exactly this: static, this name, and a return type equal to the registered one.
    private static LayerProbeTransformer Create(IHostEnvironment env, object ctx)
    {
        var main = MLNetInternals.Current.BeginLoad(ctx, Version);
        return new LayerProbeTransformer(main.ReadString(), main.ReadString(), report: null);
    }
}
