using System.Text.Json;
using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Core.Tests.Training;

/// <summary>
/// A case of the training kit: a checkpoint, batches, and what the reference implementation made of them step by step. Another kit of the same layout is named by the environment variable
/// <see cref="Variable"/>: a folder with a folder for each case.
/// </summary>
internal sealed class TrainingKit
{
    public const string Variable = "TRANSFER_TRAINING_KIT";

    private readonly string _folder;
    private readonly JsonElement _case;

    private TrainingKit(string folder)
    {
        _folder = folder;
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "case.json")));
        _case = json.RootElement.Clone();
    }

    public string Name => Path.GetFileName(_folder);

    public string Checkpoint => Path.Combine(_folder, "initial");

    public IReadOnlyList<ReferenceStep> Steps => [.. _case.GetProperty("steps").EnumerateArray().Select(step => new ReferenceStep(
        step.GetProperty("lr").GetDouble(), step.GetProperty("loss_fp64").GetDouble(), step.GetProperty("grad_norm_fp64").GetDouble()))];

    public IReadOnlyDictionary<string, double> GradientNorms =>
        _case.GetProperty("gradient_norm_step1_per_parameter").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetDouble(), StringComparer.Ordinal);

    public double LossAfterTraining => _case.GetProperty("loss_after_on_batch_0").GetDouble();

    /// <summary>The cases of the kit; ends the test as skipped where there is no kit.</summary>
    public static IReadOnlyList<TrainingKit> Load()
    {
        var root = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } own ? own : SharedData.Require("parity", "training");
        return [.. Directory.GetDirectories(root).Order(StringComparer.Ordinal).Select(folder => new TrainingKit(folder))];
    }

    public TrainerOptions Options()
    {
        var optimizer = _case.GetProperty("optimizer");
        Assert.AreEqual("torch.optim.AdamW", optimizer.GetProperty("name").GetString());
        return new TrainerOptions
        {
            Optimizer = new AdamW
            {
                Beta1 = optimizer.GetProperty("betas")[0].GetSingle(),
                Beta2 = optimizer.GetProperty("betas")[1].GetSingle(),
                Epsilon = optimizer.GetProperty("eps").GetSingle(),
                WeightDecay = optimizer.GetProperty("weight_decay").GetSingle(),
                Decayed = optimizer.GetProperty("groups").GetString()!.StartsWith("all", StringComparison.Ordinal) ? DecayedParameters.All : DecayedParameters.Matrices,
            },
            Schedule = Schedule(optimizer.GetProperty("lr").GetDouble()),
            ClippingNorm = _case.GetProperty("clip_grad_norm") is { ValueKind: JsonValueKind.Number } norm ? norm.GetDouble() : null,
            Dropout = 0f,
        };
    }

    /// <summary>The number of steps that the schedule goes by, where it says so: "linear, warm-up 2 of 8 steps".</summary>
    public int ScheduledSteps => Numbers() is [_, var all, ..] ? all : Steps.Count;

    /// <summary>The batches without their padding, and with it.</summary>
    public IReadOnlyList<LabeledBatch> Batches(bool perToken) => [.. _case.GetProperty("batches").EnumerateArray().Select(batch => Labeled(batch, perToken))];

    public SafetensorsFile? Gradients() => Open("gradients_step1.safetensors");

    public SafetensorsFile Final() => Open("final.safetensors")!;

    private static LabeledBatch Labeled(JsonElement json, bool perToken)
    {
        var tokens = new PaddedBatch("batch", json).PackVisible();
        var labels = json.GetProperty("labels").EnumerateArray();
        if (!perToken)
            return new LabeledBatch(tokens) { Classes = labels.Select(label => label.GetInt32()).ToArray() };
        var mask = json.GetProperty("attention_mask").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(shown => shown.GetInt32() != 0).ToArray();
        return new LabeledBatch(tokens) { Classes = labels.SelectMany(row => row.EnumerateArray()).Select(label => label.GetInt32()).Where((_, i) => mask[i]).ToArray() };
    }

    private SafetensorsFile? Open(string name) => File.Exists(Path.Combine(_folder, name)) ? SafetensorsFile.Open(Path.Combine(_folder, name)) : null;

    private LearningRateSchedule Schedule(double peak)
    {
        var text = _case.GetProperty("schedule").GetString()!;
        var decay = text.StartsWith("constant", StringComparison.Ordinal) ? LearningRateDecay.None
            : text.StartsWith("linear", StringComparison.Ordinal) ? LearningRateDecay.Linear
            : text.StartsWith("cosine", StringComparison.Ordinal) ? LearningRateDecay.Cosine
            : LearningRateDecay.Polynomial;
        return new LearningRateSchedule(peak, decay) { WarmupSteps = text.Contains("warm-up", StringComparison.Ordinal) ? Numbers()[0] : 0 };
    }

    private int[] Numbers() =>
        [.. System.Text.RegularExpressions.Regex.Matches(_case.GetProperty("schedule").GetString()!, "[0-9]+", System.Text.RegularExpressions.RegexOptions.NonBacktracking).Select(match => int.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>What the reference had in a step, in double precision.</summary>
    internal sealed record ReferenceStep(double LearningRate, double Loss, double GradientNorm);
}
