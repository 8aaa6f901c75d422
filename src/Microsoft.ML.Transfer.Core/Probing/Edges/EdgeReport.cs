using System.Globalization;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>In which layers of an encoder the classes of spans or of pairs of spans are to be found.</summary>
/// <param name="Task">The task, such as <c>deprel</c>.</param>
/// <param name="Model">The encoder.</param>
/// <param name="Labels">The classes, in the order of their numbers.</param>
/// <param name="TrainingSentences">How many sentences the probes learned from.</param>
/// <param name="TestSentences">How many were scored on, once for each probe.</param>
/// <param name="TestSpans">How many spans or pairs these have.</param>
/// <param name="Unread">How many sentences were left out: those too long for the encoder, and those with a word that leaves no token.</param>
/// <param name="Majority">The accuracy of always saying the most frequent class of the training.</param>
/// <param name="Accuracy">The accuracy of the probe on all layers. Each example has one class, so that it is the micro-averaged F1 as well.</param>
/// <param name="Untrained">The same of an encoder with random weights; null where none was probed.</param>
/// <param name="Results">Each layer, in order.</param>
public sealed record EdgeReport(
    string Task,
    string Model,
    IReadOnlyList<string> Labels,
    int TrainingSentences,
    int TestSentences,
    int TestSpans,
    int Unread,
    ProbeScore Majority,
    ProbeScore Accuracy,
    ProbeScore? Untrained,
    IReadOnlyList<EdgeResult> Results)
{
    /// <summary>What the user should know about the model, or null.</summary>
    public string? Notice { get; init; }

    /// <summary>The centre of gravity: the mean layer by the shares of the mixture, Σ l wₗ (Tenney et al., 2019).</summary>
    public double CentreOfGravity => Results.Sum(result => result.Layer * result.Weight);

    /// <summary>
    /// The expected layer: the mean of the layers above the first by what each adds, Σ l Δₗ / Σ Δₗ (Tenney et al., 2019); null where that was not measured or the layers add nothing. Layers that make
    /// it worse count negatively, so that it is of little meaning where all add little.
    /// </summary>
    public double? ExpectedLayer => Results.Sum(result => result.Differential ?? 0) is var sum and > 0 ? Results.Sum(result => result.Layer * (result.Differential ?? 0)) / sum : null;

    /// <summary>Writes a table with a line for each layer, separated by tabs.</summary>
    public void WriteTsv(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("task\tlayer\tweight\taccuracy\taccuracy_low\taccuracy_high\tdifferential\n");
        foreach (var result in Results)
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{Task}\t{result.Layer}\t{result.Weight:F6}\t{result.Accuracy?.Value:F6}\t{result.Accuracy?.Low:F6}\t{result.Accuracy?.High:F6}\t{result.Differential:F6}\n"));
        }
    }

    /// <summary>Writes everything as a JSON object; each accuracy is <c>[value, low, high]</c>.</summary>
    public void WriteJson(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("task", Task);
        json.WriteString("model", Model);
        json.WriteNumber("classes", Labels.Count);
        json.WriteNumber("training_sentences", TrainingSentences);
        json.WriteNumber("test_sentences", TestSentences);
        json.WriteNumber("test_spans", TestSpans);
        json.WriteNumber("unread", Unread);
        Write(json, "majority", Majority);
        Write(json, "accuracy", Accuracy);
        Write(json, "untrained", Untrained);
        json.WriteNumber("centre_of_gravity", CentreOfGravity);
        if (ExpectedLayer is { } expected)
            json.WriteNumber("expected_layer", expected);
        json.WriteStartArray("layers");
        foreach (var result in Results)
        {
            json.WriteStartObject();
            json.WriteNumber("layer", result.Layer);
            json.WriteNumber("weight", result.Weight);
            Write(json, "accuracy", result.Accuracy);
            if (result.Differential is { } differential)
                json.WriteNumber("differential", differential);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ProbeScore? score)
    {
        if (score is null)
            return;
        json.WriteStartArray(name);
        json.WriteNumberValue(score.Value);
        json.WriteNumberValue(score.Low);
        json.WriteNumberValue(score.High);
        json.WriteEndArray();
    }
}
