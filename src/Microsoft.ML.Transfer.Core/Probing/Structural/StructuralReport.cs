using System.Globalization;
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
public sealed record StructuralReport(
    string Model, int Rank, int TrainingSentences, int ValidationSentences, int TestSentences, int Unread, StructuralScores LinearChain, IReadOnlyList<StructuralResult> Results)
{
    /// <summary>What the user should know about the model, or null.</summary>
    public string? Notice { get; init; }

    /// <summary>The layer with the highest UUAS, the lowest of those that are equal.</summary>
    public StructuralResult Best => Results.MaxBy(result => result.Scores.Uuas.Value) ?? throw new InvalidOperationException("No layer was probed.");

    /// <summary>Writes a table with a line for each layer and encoder, separated by tabs; the linear chain has no layer.</summary>
    public void WriteTsv(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("encoder\tlayer");
        foreach (var (name, _) in Columns(LinearChain))
            writer.Write($"\t{name}\t{name}_low\t{name}_high");
        writer.Write('\n');
        Line("linear_chain", "", LinearChain);
        foreach (var result in Results)
            Line("trained", result.Layer.ToString(CultureInfo.InvariantCulture), result.Scores);
        foreach (var result in Results.Where(result => result.Untrained is not null))
            Line("untrained", result.Layer.ToString(CultureInfo.InvariantCulture), result.Untrained!);

        void Line(string encoder, string layer, StructuralScores scores)
        {
            writer.Write($"{encoder}\t{layer}");
            foreach (var (_, score) in Columns(scores))
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"\t{score.Value:F6}\t{score.Low:F6}\t{score.High:F6}"));
            writer.Write('\n');
        }
    }

    /// <summary>Writes everything as a JSON object; each score is <c>[value, low, high]</c>, null where there is nothing to measure.</summary>
    public void WriteJson(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("model", Model);
        json.WriteNumber("rank", Rank);
        json.WriteNumber("training_sentences", TrainingSentences);
        json.WriteNumber("validation_sentences", ValidationSentences);
        json.WriteNumber("test_sentences", TestSentences);
        json.WriteNumber("unread", Unread);
        Write(json, "linear_chain", LinearChain);
        json.WriteStartArray("layers");
        foreach (var result in Results)
        {
            json.WriteStartObject();
            json.WriteNumber("layer", result.Layer);
            Write(json, "trained", result.Scores);
            if (result.Untrained is { } untrained)
                Write(json, "untrained", untrained);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static (string Name, ProbeScore Score)[] Columns(StructuralScores scores) =>
        [("uuas", scores.Uuas), ("distance_spearman", scores.DistanceSpearman), ("root_accuracy", scores.RootAccuracy), ("depth_spearman", scores.DepthSpearman)];

    private static void Write(Utf8JsonWriter json, string name, StructuralScores scores)
    {
        json.WriteStartObject(name);
        foreach (var (score, value) in Columns(scores))
        {
            json.WriteStartArray(score);
            foreach (var number in (double[])[value.Value, value.Low, value.High])
            {
                if (double.IsFinite(number))
                    json.WriteNumberValue(number);
                else
                    json.WriteNullValue();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
