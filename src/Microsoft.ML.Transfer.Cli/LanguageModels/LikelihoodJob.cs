using System.Text.Json;
using Microsoft.ML.Transfer.Cli.Input;
using Microsoft.ML.Transfer.Cli.Output;

namespace Microsoft.ML.Transfer.Cli.LanguageModels;

/// <summary>Measures how likely texts are, as many at a time as keep the model busy without holding the file in memory.</summary>
internal static class LikelihoodJob
{
    private const int TextsAtOnce = 256;

    /// <summary>Prints the likelihood of each text, and of all together.</summary>
    public static TextLikelihood Execute(ILanguageModel model, InputTable table, string? column, TextWriter output)
    {
        var all = new TextLikelihood(0, 0);
        if (table.Columns.Length > 0)
        {
            var index = table.IndexOfText(column);
            foreach (var chunk in table.Rows.Select(row => row.Values[index]).Chunk(TextsAtOnce))
            {
                var scores = model.Score(chunk);
                for (var i = 0; i < chunk.Length; i++)
                {
                    output.WriteLine(JsonObjectLine.Of(json =>
                    {
                        json.WriteString("text", chunk[i]);
                        Write(json, scores[i]);
                    }));
                }
                all = TextLikelihood.Sum(scores.Prepend(all));
            }
        }
        output.WriteLine(JsonObjectLine.Of(json => Write(json, all)));
        return all;
    }

    private static void Write(Utf8JsonWriter json, TextLikelihood score)
    {
        json.WriteNumber("log_likelihood", score.LogLikelihood);
        json.WriteNumber("tokens", score.Tokens);
        json.WriteNumber("perplexity", score.Perplexity);
    }
}
