using System.Globalization;
using Spectre.Console;

namespace Microsoft.ML.Transfer.Cli.Inspection;

/// <summary>Prints what a model consists of.</summary>
internal static class ModelReport
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Print(ModelInspection model, bool listTensors, CliConsole console)
    {
        var screen = console.CreateScreen();
        screen.Write(Summary(model));
        if (listTensors)
            screen.Write(Tensors(model));
    }

    private static Grid Summary(ModelInspection model)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        Add("model", model.Path);
        foreach (var (name, value) in model.Configuration)
            Add(name, value);
        Add("weights", string.Create(Invariant, $"{model.Tensors.Count} tensors, {model.ParameterCount:N0} numbers ({Types(model)})"));
        Add("tokenizer", model.Tokenizer is { } tokenizer
            ? string.Create(Invariant, $"{tokenizer.VocabularySize:N0} tokens, longest input {tokenizer.ModelMaxLength?.ToString(Invariant) ?? "not stated"}")
            : "none in the folder");
        return grid;

        void Add(string name, string value) => grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value));
    }

    private static string Types(ModelInspection model) =>
        string.Join(", ", model.Tensors.CountBy(t => t.Type).Select(t => string.Create(Invariant, $"{t.Value} {t.Key}")));

    private static Table Tensors(ModelInspection model)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Tensor").AddColumn("Type").AddColumn("Shape");
        foreach (var tensor in model.Tensors)
            table.AddRow(Markup.Escape(tensor.Name), tensor.Type.ToString(), string.Join(" x ", tensor.Shape.Select(d => d.ToString(Invariant))));
        return table;
    }
}
