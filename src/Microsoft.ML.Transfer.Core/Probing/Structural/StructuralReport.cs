using System.Text.Json;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>How much of the trees of sentences a linear projection reads from each layer of an encoder.</summary>
/// <param name="Model">The encoder.</param>
/// <param name="Rank">The rank of the probes.</param>
/// <param name="TrainingSentences">How many sentences the probes learned from.</param>
/// <param name="ValidationSentences">How many decided when to stop.</param>
/// <param name="TestSentences">How many were scored on, once.</param>
/// <param name="Unread">How many were left out: those without words, those too long for the encoder, and those with a word that leaves no token.</param>
/// <param name="LinearChain">What is reached by distances between positions instead of words, and the position as depth.</param>
/// <param name="Results">What was found in each layer, in the order of the layers.</param>
public sealed partial record StructuralReport(
    string Model, int Rank, int TrainingSentences, int ValidationSentences, int TestSentences, int Unread, StructuralScores LinearChain, IReadOnlyList<StructuralResult> Results)
    : ProbingReport
{
    /// <summary>What the user should know about the model, or null.</summary>
    public string? Notice { get; init; }

    /// <summary>The layer with the highest UUAS, the lowest of those that are equal.</summary>
    public StructuralResult Best => Results.MaxBy(result => result.Scores.Uuas.Value) ?? throw new InvalidOperationException("No layer was probed.");

    /// <summary>A table of tab-separated values with a header and a line for each layer and encoder; the linear chain has no layer.</summary>
    public override string ToTsv()
    {
        var table = new ReportTsv(["encoder", "layer", .. Columns(LinearChain).SelectMany(column => (string[])[column.Name, column.Name + "_low", column.Name + "_high"])]);
        Add("linear_chain", null, LinearChain);
        foreach (var result in Results)
            Add("trained", result.Layer, result.Scores);
        foreach (var result in Results)
            Add("untrained", result.Layer, result.Untrained);
        return table.ToString();

        void Add(string encoder, int? layer, StructuralScores? scores)
        {
            if (scores is not null)
                table.Add([encoder, layer, .. Columns(scores).SelectMany(column => (object[])[column.Score.Value, column.Score.Low, column.Score.High])]);
        }
    }

    /// <inheritdoc/>
    public override string ToJson() => ReportJson.Write("structural", json =>
    {
        json.WriteString("model", Model);
        json.WriteNumber("rank", Rank);
        json.WriteNumber("training_sentences", TrainingSentences);
        json.WriteNumber("validation_sentences", ValidationSentences);
        json.WriteNumber("test_sentences", TestSentences);
        json.WriteNumber("unread", Unread);
        Write(json, "linear_chain", LinearChain);
        json.WriteObjects("layers", Results, result =>
        {
            json.WriteNumber("layer", result.Layer);
            Write(json, "trained", result.Scores);
            if (result.Untrained is { } untrained)
                Write(json, "untrained", untrained);
        });
    });

    private static (string Name, ProbeScore Score)[] Columns(StructuralScores scores) =>
        [("uuas", scores.Uuas), ("distance_spearman", scores.DistanceSpearman), ("root_accuracy", scores.RootAccuracy), ("depth_spearman", scores.DepthSpearman)];

    private static void Write(Utf8JsonWriter json, string name, StructuralScores scores)
    {
        json.WriteStartObject(name);
        foreach (var (column, score) in Columns(scores))
            json.WriteScore(column, score);
        json.WriteEndObject();
    }
}
