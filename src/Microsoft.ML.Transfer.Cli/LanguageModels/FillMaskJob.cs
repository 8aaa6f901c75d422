using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Cli.Output;

namespace Microsoft.ML.Transfer.Cli.LanguageModels;

/// <summary>Fills in texts, as many at a time as keep the model busy without holding the file in memory, and asks facts.</summary>
/// <param name="model">The model.</param>
/// <param name="count">How many words; the default of what is done when null.</param>
/// <param name="candidates">What may stand in a place.</param>
internal sealed class FillMaskJob(MaskedLanguageModel model, int? count, MaskCandidates candidates)
{
    private const int TextsAtOnce = 512;
    private const int DefaultWords = 5;
    private const int DefaultRank = 10;

    /// <summary>Prints the words of each place of each text; gives the number of texts.</summary>
    public long Fill(InputTable table, string? column, TextWriter output)
    {
        if (table.Columns.Length == 0)
            return 0;
        var index = table.IndexOfText(column);
        var texts = 0L;
        foreach (var chunk in table.Rows.Select(row => row.Values[index]).Chunk(TextsAtOnce))
        {
            var filled = model.Fill(chunk, count ?? DefaultWords, candidates);
            for (var i = 0; i < chunk.Length; i++)
                output.WriteLine(JsonObjectLine.Of(json => Write(json, chunk[i], filled[i])));
            texts += chunk.Length;
        }
        return texts;
    }

    /// <summary>Prints how many facts the model knows, of each relation and of all; gives the number of facts.</summary>
    public int Ask(InputTable table, TextWriter output)
    {
        if (table.Columns.Length == 0)
            throw new BadInputException($"{table.Name} has no facts.");
        var (text, answer) = (table.IndexOf("Text", "the text of a fact"), table.IndexOf("Answer", "what belongs there"));
        var relation = table.Columns.Contains("Relation", StringComparer.OrdinalIgnoreCase) ? table.IndexOf("Relation", "the kind of a fact") : -1;
        var facts = new List<ClozeFact>();
        foreach (var row in table.Rows)
        {
            if (row.Values[text] is not { Length: > 0 } asked || row.Values[answer] is not { Length: > 0 } expected)
                throw new BadInputException($"{table.Name}, line {row.Line}: the text or the answer is empty.");
            facts.Add(new ClozeFact(asked, expected, relation < 0 ? null : row.Values[relation]));
        }
        ClozeReport report;
        try
        {
            report = model.Ask(facts, count ?? DefaultRank, candidates);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{table.Name}: {BadInputException.MessageOf(e)}", e);
        }
        foreach (var (name, score) in report.Relations)
            output.WriteLine(JsonObjectLine.Of(json => Write(json, score, name)));
        output.WriteLine(JsonObjectLine.Of(json => Write(json, report.All, relation: null)));
        return facts.Count;
    }

    private static void Write(Utf8JsonWriter json, string? text, IReadOnlyList<FilledMask> places)
    {
        json.WriteString("text", text);
        json.WriteStartArray("masks");
        foreach (var place in places)
        {
            json.WriteStartObject();
            json.WriteNumber("start", place.Start);
            json.WriteStartArray("words");
            foreach (var word in place.Words)
            {
                json.WriteStartObject();
                json.WriteString("word", word.Text);
                json.WriteNumber("probability", word.Probability);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ClozeScore score, string? relation)
    {
        if (relation is not null)
            json.WriteString("relation", relation);
        json.WriteNumber("facts", score.Facts);
        json.WriteNumber("skipped", score.Skipped);
        json.WriteNumber("precision_at_1", score.PrecisionAt1);
        if (score.K > 1)
            json.WriteNumber(FormattableString.Invariant($"precision_at_{score.K}"), score.PrecisionAtK);
        json.WriteNumber("mean_reciprocal_rank", score.MeanReciprocalRank);
    }
}
