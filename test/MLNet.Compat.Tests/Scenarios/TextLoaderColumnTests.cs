using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>Which columns a text file gives: lists, ranges, attributes, header names, keys, and the errors of a wrong description.</summary>
[TestClass]
public sealed class TextLoaderColumnTests
{
    private const string Table = "Id,Class,Height,Width,Depth\n1,x,1.5,2,3\n2,y,4,5,6\n3,x,7,8,\n";

    /// <summary>The table by attributes.</summary>
    public sealed class Row
    {
        /// <summary>By index.</summary>
        [LoadColumn(0)]
        public int Id { get; set; }

        /// <summary>By index, under another name.</summary>
        [LoadColumn(1), ColumnName("Label")]
        public string Class { get; set; } = "";

        /// <summary>By range.</summary>
        [LoadColumn(2, 4), VectorType(3)]
        public float[] Size { get; set; } = [];
    }

    /// <summary>The table by fields, with picked indices.</summary>
    public sealed class PickedRow
    {
        /// <summary>Two columns that do not stand side by side.</summary>
        [LoadColumn([4, 2])]
        public float[]? Picked;

        /// <summary>A member of no column.</summary>
        public string? Other;
    }

    /// <summary>A row whose names are looked up in the header.</summary>
    public sealed class NamedRow
    {
        /// <summary>By name.</summary>
        [LoadColumnName("Width")]
        public float Width { get; set; }
    }

    private static void Use(string text, Action<MLContext, string> use)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            use(new MLContext(seed: 1), path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Describe(Scenario scenario, string name, IDataView data)
    {
        scenario.Texts($"{name} schema", SchemaText.Lines(data.Schema));
        scenario.Texts($"{name} rows", data.Rows([.. data.Schema.Select(column => column.Name)]));
        foreach (var column in data.Schema.Where(column => column.Annotations.Schema.Any(annotation => annotation.Name == "SlotNames")))
            scenario.Texts($"{name} slots {column.Name}", column.AnnotationTexts("SlotNames"));
    }

    [TestMethod]
    public void AttributesNameTheColumns() => Scenario.Run(scenario => Use(Table, (ml, path) =>
    {
        Describe(scenario, "row", ml.Data.LoadFromTextFile<Row>(path, separatorChar: ',', hasHeader: true));
        var loader = ml.Data.CreateTextLoader<Row>(separatorChar: ',', hasHeader: true);
        scenario.Texts("loader schema", SchemaText.Lines(loader.GetOutputSchema()));
        scenario.Texts("loaded twice", loader.Load(path, path).Rows("Id", "Label"));
    }));

    [TestMethod]
    public void ColumnListsNameTheColumns() => Scenario.Run(scenario => Use(Table, (ml, path) =>
    {
        TextLoader.Column[] columns =
        [
            new("Id", DataKind.Int64, 0),
            new("Class", DataKind.String, 1),
            new("Size", DataKind.Single, 2, 4),
            new("Ends", DataKind.Double, [new TextLoader.Range(0), new TextLoader.Range(3, 4)]),
        ];
        Describe(scenario, "list", ml.Data.LoadFromTextFile(path, columns, separatorChar: ',', hasHeader: true));
    }));

    [TestMethod]
    public void RangesMayBeOpen() => Scenario.Run(scenario => Use(Table, (ml, path) =>
    {
        var options = new TextLoader.Options
        {
            Separators = [','],
            HasHeader = true,
            Columns =
            [
                new("Class", DataKind.String, 1),
                new("ToEnd", DataKind.Single, [new TextLoader.Range(2, null)]),
                new("One", DataKind.Single, [new TextLoader.Range(3) { ForceVector = true }]),
                new("Others", DataKind.String, [new TextLoader.Range { AllOther = true, Min = 0, AutoEnd = true }]),
            ],
        };
        Describe(scenario, "open", ml.Data.LoadFromTextFile(path, options));
    }));

    [TestMethod]
    public void KeysHaveACount() => Scenario.Run(scenario => Use("0\n1\n2\n3\n7\n\n-1\nx\n", (ml, path) =>
    {
        TextLoader.Column[] columns = [new("Key", DataKind.UInt32, [new TextLoader.Range(0)], new KeyCount(3)), new("Small", DataKind.Byte, [new TextLoader.Range(0)], new KeyCount(200))];
        Describe(scenario, "key", ml.Data.LoadFromTextFile(path, columns));
    }));

    [TestMethod]
    public void DefaultOptionsReadAVector() => Scenario.Run(scenario => Use("1\t2\t3\n4\t5\t6\n", (ml, path) =>
        Describe(scenario, "default", ml.Data.LoadFromTextFile(path))));

    [TestMethod]
    public void SavedFilesDescribeThemselves() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        Use(Table, (_, path) =>
        {
            var data = ml.Data.LoadFromTextFile<Row>(path, separatorChar: ',', hasHeader: true);
            foreach (var (name, header, schema) in new[] { ("all", true, true), ("no schema", true, false), ("bare", false, false) })
            {
                using var stream = new MemoryStream();
                ml.Data.SaveAsText(data, stream, headerRow: header, schema: schema);
                scenario.Text(name, System.Text.Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n"));
            }
            using var comma = new MemoryStream();
            ml.Data.SaveAsText(data, comma, separatorChar: ',', schema: false, forceDense: true);
            scenario.Text("comma", System.Text.Encoding.UTF8.GetString(comma.ToArray()).ReplaceLineEndings("\n"));
        });
    });

    [TestMethod]
    public void TextsThatNeedQuotesAreSavedSo() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        Use("a b|1\nx\"y|2\n|3\ntab\there|4\n\"whole\"|5\n", (_, path) =>
        {
            var data = ml.Data.LoadFromTextFile(path, [new("Name", DataKind.String, 0), new("Value", DataKind.Single, 1)], separatorChar: '|');
            using var stream = new MemoryStream();
            ml.Data.SaveAsText(data, stream, schema: false);
            scenario.Text("saved", System.Text.Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n"));
        });
    });

    [TestMethod]
    public void WrongDescriptionsAreErrors() => Scenario.Run(scenario => Use(Table, (ml, path) =>
    {
        scenario.Throws("no attribute", () => ml.Data.LoadFromTextFile<PickedRow>(path, separatorChar: ','));
        scenario.Throws("null path", () => ml.Data.LoadFromTextFile<Row>(null!));
        scenario.Throws("bad separator", () => ml.Data.LoadFromTextFile<Row>(path, separatorChar: '"'));
        scenario.Throws("same name twice is legal", () => ml.Data.LoadFromTextFile(path, [new("A", DataKind.String, 0), new("A", DataKind.String, 1)]).Rows("A"));
        scenario.Throws("reversed range", () => ml.Data.LoadFromTextFile(path, [new("A", DataKind.Single, 3, 1)]));
        scenario.Throws("negative index", () => ml.Data.LoadFromTextFile(path, [new("A", DataKind.Single, -1)]));
        scenario.Throws("no columns", () => ml.Data.CreateTextLoader(Array.Empty<TextLoader.Column>()));
        scenario.Throws("escape equals separator", () => ml.Data.LoadFromTextFile(path, new TextLoader.Options { Columns = [new("A", DataKind.Single, 0)], Separators = [','], EscapeChar = ',', AllowQuoting = true }));
        scenario.Throws("decimal equals separator", () => ml.Data.LoadFromTextFile(path, new TextLoader.Options { Columns = [new("A", DataKind.Single, 0)], Separators = [','], DecimalMarker = ',' }));
    }));

    [TestMethod]
    public void AMissingFileIsAnError() => Scenario.Run(scenario =>
    {
        var ml = new MLContext(seed: 1);
        var exception = Assert.Throws<Exception>(() => ml.Data.LoadFromTextFile<Row>(Path.Combine(Path.GetTempPath(), "no-such-file.csv"), ','));
        scenario.Text("type", exception.GetType().FullName);
        scenario.Text("text", exception.Message.Replace(Path.GetTempPath(), "", StringComparison.Ordinal));
    });
}
