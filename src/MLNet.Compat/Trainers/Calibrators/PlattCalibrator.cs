using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(PlattCalibrator), null, typeof(SignatureLoadModel), "Platt Calibration Executor", PlattCalibrator.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>Turns a score into a probability.</summary>
public interface ICalibrator
{
    /// <summary>The probability that <paramref name="output"/> stands for.</summary>
    float PredictProbability(float output);
}

/// <summary>Platt scaling (1999): 1 / (1 + exp(slope · score + offset)).</summary>
public sealed class PlattCalibrator : ICalibrator, ICanSaveModel
{
    internal const string LoaderSignature = "PlattCaliExec";
    private const string RegistrationName = "PlattCalibrator";

    private readonly IHost _host;

    internal PlattCalibrator(IHostEnvironment env, double slope, double offset)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(RegistrationName);
        Slope = slope;
        Offset = offset;
    }

    private static VersionInfo Version => new("PLATTCAL", 0x00010001, 0x00010001, 0x00010001, typeof(PlattCalibrator).Assembly.GetName().Name, LoaderSignature);

    public double Slope { get; }

    public double Offset { get; }

    public float PredictProbability(float output) => float.IsNaN(output) ? output : (float)(1 / (1 + Math.Exp(Slope * output + Offset)));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(Slope);
        ctx.Writer.Write(Offset);
    }

    private static PlattCalibrator Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        double slope = ctx.Reader.ReadDouble();
        double offset = ctx.Reader.ReadDouble();
        env.CheckDecode(double.IsFinite(slope) && double.IsFinite(offset));
        return new PlattCalibrator(env, slope, offset);
    }
}
