using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>How the text loader reads fields: quotes, escapes, missing and bad values, separators, trimming, sparse rows.</summary>
[TestClass]
public sealed class TextLoaderParsingTests
{
    private static TextLoader.Column[] TextAndNumber => [new("Name", DataKind.String, 0), new("Value", DataKind.Single, 1)];

    private static void Load(string text, Action<MLContext, string> use)
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

    private static IEnumerable<string> Read(string text, TextLoader.Options options)
    {
        List<string> rows = [];
        Load(text, (ml, path) =>
        {
            var data = ml.Data.LoadFromTextFile(path, options);
            rows.AddRange(data.Rows([.. data.Schema.Select(column => column.Name)]));
        });
        return rows;
    }

    [TestMethod]
    public void QuotedFieldsKeepSeparators() => Scenario.Run(scenario =>
    {
        const string Text = "\"a,b\",1\n\"say \"\"hi\"\" now\",2\nplain \"inner\" quotes,3\n\"\",4\n\" padded \",5\n\"open,6\n\"tail\"x,7\n";
        scenario.Texts("with quoting", Read(Text, new() { Columns = TextAndNumber, Separators = [','], AllowQuoting = true }));
        scenario.Texts("without quoting", Read(Text, new() { Columns = TextAndNumber, Separators = [','] }));
    });

    [TestMethod]
    public void AnEscapeCharacterCanProtectQuotes() => Scenario.Run(scenario =>
    {
        const string Text = "\"say \\\"hi\\\" now\",1\n\"a\\\\b\",2\n\"a\\n\",3\n\"x\"\"y\",4\nno\\\"quote,5\n";
        scenario.Texts("backslash", Read(Text, new() { Columns = TextAndNumber, Separators = [','], AllowQuoting = true, EscapeChar = '\\' }));
        scenario.Texts("doubled quotes", Read(Text, new() { Columns = TextAndNumber, Separators = [','], AllowQuoting = true }));
    });

    [TestMethod]
    public void QuotedFieldsMaySpanLines() => Scenario.Run(scenario =>
    {
        const string Text = "\"first\nsecond\",1\n\"a \"\"q\"\"\n\nb\",2\nplain,3\n";
        scenario.Texts("multiline", Read(Text, new() { Columns = TextAndNumber, Separators = [','], AllowQuoting = true, ReadMultilines = true }));
        scenario.Texts("single lines", Read(Text, new() { Columns = TextAndNumber, Separators = [','], AllowQuoting = true }));
    });

    [TestMethod]
    public void MissingAndBadNumbers() => Scenario.Run(scenario =>
    {
        const string Text = "a\t1.5\nb\t\nc\t?\nd\tNaN\ne\t-\nf\t1e3\ng\t  7 \nh\tinf\ni\tabc\nj\nk\t-0\nl\t1,5\nm\t.5\nn\t+2\no\t0x10\np\tInfinity\nq\t-∞\n";
        scenario.Texts("real", Read(Text, new() { Columns = TextAndNumber }));
        scenario.Texts("missing reals as NaN", Read(Text, new() { Columns = TextAndNumber, MissingRealsAsNaNs = true }));
    });

    [TestMethod]
    public void DecimalCommas() => Scenario.Run(scenario =>
        scenario.Texts("rows", Read("a;1,5\nb;2.5\nc;-0,25\n", new() { Columns = TextAndNumber, Separators = [';'], DecimalMarker = ',' })));

    [TestMethod]
    [DataRow(DataKind.Boolean, "true\nfalse\nTRUE\nyes\nNo\n1\n0\n-1\n+\n-\ny\nn\nt\nf\n\n")]
    [DataRow(DataKind.Int32, "1\n-5\n\n2147483647\n99\n")]
    [DataRow(DataKind.SByte, "1\n-128\n127\n\n")]
    [DataRow(DataKind.Byte, "1\n255\n\n")]
    [DataRow(DataKind.Int64, "9223372036854775807\n-9223372036854775807\n0\n")]
    [DataRow(DataKind.UInt32, "0\n4294967295\n")]
    [DataRow(DataKind.Double, "0.1\n1e308\n-1e-308\n123456789.123456789\n\n?\n")]
    [DataRow(DataKind.Single, "0.1\n3.4e38\n1e39\n1e-46\n16777217\n123456789\n0.30000001192\n1e5\n1.E2\n1E+2\n")]
    [DataRow(DataKind.DateTime, "2024-02-29\n2024-02-29T13:14:15\n")]
    [DataRow(DataKind.TimeSpan, "01:02:03\n2.03:04:05\n")]
    [DataRow(DataKind.String, "a\n\n  b \n\"c\"\n")]
    public void EachKindParsesItsTexts(DataKind kind, string text) => Scenario.Run(scenario =>
        scenario.Texts("values", Read(text.Replace("\n", "\tx\n", StringComparison.Ordinal), new() { Columns = [new("Value", kind, 0)] })),
        testMethod: $"{nameof(EachKindParsesItsTexts)}.{kind}");

    [TestMethod]
    [DataRow(DataKind.Boolean, "maybe")]
    [DataRow(DataKind.Boolean, "2")]
    [DataRow(DataKind.Int32, "abc")]
    [DataRow(DataKind.Int32, "2147483648")]
    [DataRow(DataKind.Byte, "256")]
    [DataRow(DataKind.Byte, "-1")]
    [DataRow(DataKind.DateTime, "yesterday")]
    public void ValuesThatDoNotParseAreErrorsOrDefaults(DataKind kind, string text) => Scenario.Run(scenario =>
        scenario.Throws("read", () => scenario.Texts("values", Read(text + "\n", new() { Columns = [new("Value", kind, 0)] }))),
        testMethod: $"{nameof(ValuesThatDoNotParseAreErrorsOrDefaults)}.{kind}.{text}");

    [TestMethod]
    public void WhitespaceCanBeTrimmed() => Scenario.Run(scenario =>
    {
        const string Text = "  a  ,1\n b\t, 2\n\" c \",3\n   ,4\n";
        scenario.Texts("kept", Read(Text, new() { Columns = TextAndNumber, Separators = [','] }));
        scenario.Texts("trimmed", Read(Text, new() { Columns = TextAndNumber, Separators = [','], TrimWhitespace = true }));
        scenario.Texts("trimmed, quoted", Read(Text, new() { Columns = TextAndNumber, Separators = [','], TrimWhitespace = true, AllowQuoting = true }));
    });

    [TestMethod]
    public void SeveralSeparatorsAndSpaces() => Scenario.Run(scenario =>
    {
        scenario.Texts("tab or comma", Read("a\t1\nb,2\nc\t\t3\n", new() { Columns = TextAndNumber, Separators = ['\t', ','] }));
        scenario.Texts("space", Read("a 1\nb  2\n c 3\n", new() { Columns = TextAndNumber, Separators = [' '] }));
    });

    [TestMethod]
    public void EmptyLinesAndLineEndings() => Scenario.Run(scenario =>
    {
        scenario.Texts("mixed", Read("a\t1\r\n\r\nb\t2\n\n   \nc\t3", new() { Columns = TextAndNumber }));
        scenario.Texts("byte order mark", Read("\uFEFFa\t1\n", new() { Columns = TextAndNumber }));
        scenario.Texts("nothing", Read("", new() { Columns = TextAndNumber }));
        scenario.Texts("comment lines", Read("# not a comment\t1\n//x\t2\n", new() { Columns = TextAndNumber }));
    });

    [TestMethod]
    public void SparseRowsFillSlots() => Scenario.Run(scenario =>
    {
        TextLoader.Column[] columns = [new("Label", DataKind.Single, 0), new("Features", DataKind.Single, 1, 6)];
        const string Text = "1 6 0:1.5 4:-2\n0 1 2 3 4 5 6\n1 6\n0 6 5:9\n";
        scenario.Texts("sparse", Read(Text, new() { Columns = columns, Separators = [' '], AllowSparse = true }));
        scenario.Texts("dense only", Read(Text, new() { Columns = columns, Separators = [' '] }));
    });

    [TestMethod]
    public void RowsCanBeBounded() => Scenario.Run(scenario =>
        scenario.Texts("two rows", Read("h\tv\na\t1\nb\t2\nc\t3\n", new() { Columns = TextAndNumber, HasHeader = true, MaxRows = 2 })));

    [TestMethod]
    public void LongFilesStreamInOrder() => Scenario.Run(scenario =>
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => FormattableString.Invariant($"n{i}\t{i % 17}\n")));
        Load(text, (ml, path) =>
        {
            var data = ml.Data.LoadFromTextFile(path, new TextLoader.Options { Columns = TextAndNumber, UseThreads = true });
            var names = data.Texts("Name").ToArray();
            scenario.Count("rows", names.Length);
            scenario.Truth("in order", names.Select((name, i) => name == FormattableString.Invariant($"n{i}")).All(same => same));
            scenario.Number("sum", data.Values<float>("Value").Sum(value => (double)value), 0);
            scenario.Truth("row count known", data.GetRowCount() is not null);
            scenario.Truth("shuffles", data.CanShuffle);
        });
    });
}
