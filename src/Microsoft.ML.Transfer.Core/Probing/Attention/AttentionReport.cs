using System.Text.Json;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What the attention heads of an encoder find of the syntax of sentences.</summary>
/// <param name="Model">The encoder.</param>
/// <param name="Layers">Its transformer layers.</param>
/// <param name="Heads">The heads of each.</param>
/// <param name="Sentences">How many sentences were read.</param>
/// <param name="Unread">How many were left out: those without words, those too long for the encoder, and those with a word that leaves no token.</param>
/// <param name="Relations">From each word but punctuation to its head: first all relations together, then each by itself, the most frequent first.</param>
/// <param name="Agreement">From each finite verb to its subject where both have the same number, and those of them with a noun of another number in between; empty where the sentences tell no features.</param>
public sealed partial record AttentionReport(string Model, int Layers, int Heads, int Sentences, int Unread, IReadOnlyList<AttentionLink> Relations, IReadOnlyList<AttentionLink> Agreement)
    : ProbingReport
{
    /// <summary>What the user should know about the model, or null.</summary>
    public string? Notice { get; init; }

    private IEnumerable<(string Group, AttentionLink Link)> Links => Relations.Select(link => ("relation", link)).Concat(Agreement.Select(link => ("agreement", link)));

    private IEnumerable<AttentionHead> AllHeads => Enumerable.Range(0, 2 * Layers * Heads).Select(finder => AttentionLink.HeadAt(finder, Heads));

    /// <summary>A table of tab-separated values with a header and a line for each link and head; accuracies from 0 to 1.</summary>
    public override string ToTsv()
    {
        var table = new ReportTsv("group", "link", "count", "layer", "head", "direction", "accuracy");
        foreach (var (group, link) in Links)
        {
            foreach (var head in AllHeads)
                table.Add(group, link.Name, link.Count, head.Layer, head.Head, NameOf(head.Direction), (float)link[head]);
        }
        return table.ToString();
    }

    /// <summary>Everything as JSON; <c>accuracies</c> has a row for each layer and head in turn, of the directions <c>attends</c> and <c>attended</c>.</summary>
    public override string ToJson() => ReportJson.Write("attention", json =>
    {
        json.WriteString("model", Model);
        json.WriteNumber("layers", Layers);
        json.WriteNumber("heads", Heads);
        json.WriteNumber("sentences", Sentences);
        json.WriteNumber("unread", Unread);
        json.WriteObjects("relations", Relations, link => Write(json, link));
        json.WriteObjects("agreement", Agreement, link => Write(json, link));
    });

    private void Write(Utf8JsonWriter json, AttentionLink link)
    {
        json.WriteString("link", link.Name);
        json.WriteNumber("count", link.Count);
        json.WriteNumber("layer", link.Best.Layer);
        json.WriteNumber("head", link.Best.Head);
        json.WriteString("direction", NameOf(link.Best.Direction));
        json.WriteNumber("accuracy", link.Accuracy);
        json.WriteNumber("offset", link.BestOffset);
        json.WriteNumber("offset_accuracy", link.OffsetAccuracy);
        json.WriteFinite("untrained_accuracy", link.UntrainedAccuracy);
        json.WriteStartArray("accuracies");
        foreach (var head in AllHeads.Chunk(2))
        {
            json.WriteStartArray();
            foreach (var direction in head)
                json.WriteNumberValue((float)link[direction]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static string NameOf(AttentionDirection direction) => direction == AttentionDirection.Attends ? "attends" : "attended";
}
