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
public sealed partial record EdgeReport(
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
    : ProbingReport
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

    /// <summary>A table of tab-separated values with a header and a line for each layer.</summary>
    public override string ToTsv()
    {
        var table = new ReportTsv("task", "model", "layer", "weight", "accuracy", "accuracy_low", "accuracy_high", "differential");
        foreach (var result in Results)
            table.Add(Task, Model, result.Layer, result.Weight, result.Accuracy?.Value, result.Accuracy?.Low, result.Accuracy?.High, result.Differential);
        return table.ToString();
    }

    /// <inheritdoc/>
    public override string ToJson() => ReportJson.Write("edge", json =>
    {
        json.WriteString("task", Task);
        json.WriteString("model", Model);
        json.WriteStrings("labels", Labels);
        json.WriteNumber("training_sentences", TrainingSentences);
        json.WriteNumber("test_sentences", TestSentences);
        json.WriteNumber("test_spans", TestSpans);
        json.WriteNumber("unread", Unread);
        json.WriteScore("majority", Majority);
        json.WriteScore("accuracy", Accuracy);
        json.WriteScore("untrained", Untrained);
        json.WriteNumber("centre_of_gravity", CentreOfGravity);
        json.WriteFinite("expected_layer", ExpectedLayer);
        json.WriteObjects("layers", Results, result =>
        {
            json.WriteNumber("layer", result.Layer);
            json.WriteNumber("weight", result.Weight);
            json.WriteScore("accuracy", result.Accuracy);
            json.WriteFinite("differential", result.Differential);
        });
    });
}
