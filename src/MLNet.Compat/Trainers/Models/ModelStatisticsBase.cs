using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(ModelStatisticsBase), null, typeof(SignatureLoadModel), "Model Statistics", ModelStatisticsBase.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>How well a model fits its training set.</summary>
public class ModelStatisticsBase : ICanSaveModel
{
    internal const string LoaderSignature = "ModelStats";

    /// <summary>Rows trained on.</summary>
    public readonly long TrainingExampleCount;

    /// <summary>Twice the loss of the model.</summary>
    public readonly float Deviance;

    /// <summary>Twice the loss of the label's mean.</summary>
    public readonly float NullDeviance;

    /// <summary>Biases and non-zero weights.</summary>
    public readonly int ParametersCount;

    internal ModelStatisticsBase(long trainingExampleCount, int parametersCount, float deviance, float nullDeviance)
    {
        TrainingExampleCount = trainingExampleCount;
        ParametersCount = parametersCount;
        Deviance = deviance;
        NullDeviance = nullDeviance;
    }

    private static VersionInfo Version => new("MOD STAT", 0x00010002, 0x00010002, 0x00010002, typeof(ModelStatisticsBase).Assembly.GetName().Name, LoaderSignature);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        Write(ctx.Writer);
    }

    internal static void WriteOrNull(BinaryWriter writer, ModelStatisticsBase statistics)
    {
        writer.Write(statistics != null);
        statistics?.Write(writer);
    }

    internal static ModelStatisticsBase ReadOrNull(BinaryReader reader) => reader.ReadBoolean() ? Read(reader) : null;

    private static ModelStatisticsBase Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return Read(ctx.Reader);
    }

    private void Write(BinaryWriter writer)
    {
        writer.Write(ParametersCount);
        writer.Write(TrainingExampleCount);
        writer.Write(Deviance);
        writer.Write(NullDeviance);
    }

    private static ModelStatisticsBase Read(BinaryReader reader)
    {
        int parameters = reader.ReadInt32();
        return new ModelStatisticsBase(reader.ReadInt64(), parameters, reader.ReadSingle(), reader.ReadSingle());
    }
}
