using System.Text.Json;

namespace Microsoft.ML.Transfer.Probing;

/// <content>The forms for other programs.</content>
public sealed partial record ProbeReport
{
    private static readonly (string Name, Func<ProbeReport, ProbeResult, double?> Value)[] TsvColumns =
    [
        ("accuracy", (_, result) => result.Accuracy.Value), ("accuracy_low", (_, result) => result.Accuracy.Low), ("accuracy_high", (_, result) => result.Accuracy.High),
        ("macro_f1", (_, result) => result.Confusion.MacroF1),
        ("cross_entropy_bits", (_, result) => result.CrossEntropy),
        ("test", (_, result) => result.Test?.Value), ("test_low", (_, result) => result.Test?.Low), ("test_high", (_, result) => result.Test?.High),
        ("control", (_, result) => result.Control?.Value), ("control_low", (_, result) => result.Control?.Low), ("control_high", (_, result) => result.Control?.High),
        ("selectivity", (_, result) => result.Selectivity?.Value), ("selectivity_low", (_, result) => result.Selectivity?.Low), ("selectivity_high", (_, result) => result.Selectivity?.High),
        ("random_encoder", (_, result) => result.RandomEncoder?.Value), ("random_encoder_low", (_, result) => result.RandomEncoder?.Low), ("random_encoder_high", (_, result) => result.RandomEncoder?.High),
        ("mdl_bits", (_, result) => result.DescriptionLength?.Bits), ("mdl_uniform_bits", (_, result) => result.DescriptionLength?.UniformBits), ("mdl_compression", (_, result) => result.DescriptionLength?.Compression),
        ("majority", (report, _) => report.Baselines.Majority.Value), ("word_type", (report, _) => report.Baselines.WordType?.Value),
    ];

    /// <summary>
    /// A table of tab-separated values with a header and a line for each layer: task, model, layer, then shares from 0 to 1 and lengths in bits, with all their digits; what was not
    /// measured is empty. Tables of several reports can be put together.
    /// </summary>
    public override string ToTsv()
    {
        var table = new ReportTsv(["task", "model", "layer", .. TsvColumns.Select(column => column.Name)]);
        foreach (var result in Results)
            table.Add([Task, Model, result.Layer, .. TsvColumns.Select(column => column.Value(this, result))]);
        return table.ToString();
    }

    /// <inheritdoc/>
    public override string ToJson() => ReportJson.Write("probe", json =>
    {
        json.WriteString("task", Task);
        json.WriteString("model", Model);
        json.WriteString("probe", Probe);
        json.WriteNumber("rows", Rows);
        json.WriteNumber("groups", Groups);
        json.WriteNumber("folds", Folds);
        json.WriteNumber("test_rows", TestRows);
        json.WriteNumber("shared_test_rows", SharedTestRows);
        json.WriteNumber("seed", Seed);
        json.WriteStrings("labels", Labels);
        json.WriteStartObject("baselines");
        json.WriteScore("majority", Baselines.Majority);
        json.WriteScore("word_type", Baselines.WordType);
        json.WriteEndObject();
        json.WriteObjects("layers", Results, result => WriteLayer(json, result));
    });

    private static void WriteLayer(Utf8JsonWriter json, ProbeResult result)
    {
        json.WriteNumber("layer", result.Layer);
        json.WriteScore("accuracy", result.Accuracy);
        json.WriteNumber("macro_f1", result.Confusion.MacroF1);
        json.WriteFinite("cross_entropy_bits", result.CrossEntropy);
        json.WriteScore("test", result.Test);
        json.WriteScore("control", result.Control);
        json.WriteScore("selectivity", result.Selectivity);
        json.WriteScore("random_encoder", result.RandomEncoder);
        if (result.DescriptionLength is { } length)
        {
            json.WriteStartObject("description_length");
            json.WriteFinite("bits", length.Bits);
            json.WriteFinite("uniform_bits", length.UniformBits);
            json.WriteFinite("compression", length.Compression);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("description_length");
        }
        json.WriteConfusion(result.Confusion);
    }
}
