using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(TextLoader), null, typeof(SignatureLoadModel), "Text Loader", TextLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Loads text files of separated fields.</summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    internal const string LoaderSignature = "TextLoader";

    private readonly IHost _host;
    private readonly TextFormat _format;
    private readonly TextColumn[] _columns;
    private readonly DataViewSchema _schema;
    private readonly string _header;

    internal TextLoader(IHostEnvironment env, Options options = null, IMultiStreamSource dataSample = null)
    {
        Contracts.CheckValue(env, nameof(env));
        options ??= new Options();
        _host = env.Register(nameof(TextLoader));
        dataSample ??= new MultiFileSource(null);
        var headerFile = string.IsNullOrWhiteSpace(options.HeaderFile) ? null : new MultiFileSource(options.HeaderFile);

        var columns = options.Columns;
        if (columns is null || columns.Length == 0)
        {
            options = EmbeddedOptions.Read(_host, headerFile ?? dataSample, options) ?? options;
            columns = options.Columns is { Length: > 0 } embedded ? embedded : [TextColumnSyntax.Parse("Label:0"), TextColumnSyntax.Parse("Features:1-*")];
        }

        _format = TextFormat.Create(_host, options, headerFile != null);
        using (var ch = _host.Start("Binding"))
            _columns = TextColumnBinder.Bind(ch, columns, _format, () => FirstLines(dataSample, 100));
        if (headerFile != null)
            _header = FirstLines(headerFile, 1).FirstOrDefault();
        else if (_format.HasHeader)
            _header = FirstLines(dataSample, 1).FirstOrDefault();
        _schema = MakeSchema(_columns, _format, _header);
    }

    private TextLoader(IHost host, ModelLoadContext ctx)
    {
        _host = host;
        _format = TextFormat.Load(host, ctx.Reader);
        int count = ctx.Reader.ReadInt32();
        host.CheckDecode(count > 0 && count <= ctx.Header.CbModel);
        _columns = new TextColumn[count];
        for (int i = 0; i < count; i++)
            _columns[i] = TextColumn.Load(host, ctx);
        string header = null;
        ctx.TryLoadTextStream("Header.txt", reader => header = reader.ReadToEnd().TrimEnd('\r', '\n'));
        _header = header;
        _schema = MakeSchema(_columns, _format, _header);
    }

    private static VersionInfo Version => new("TXTLOADR", 0x0001000E, 0x0001000E, 0x0001000E,
        typeof(TextLoader).Assembly.GetName().Name, LoaderSignature);

    public DataViewSchema GetOutputSchema() => _schema;

    public IDataView Load(IMultiStreamSource source) => new TextDataView(_host, source, _format, _columns, _schema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        _format.Save(ctx.Writer);
        ctx.Writer.Write(_columns.Length);
        foreach (var column in _columns)
            column.Save(ctx);
        if (!string.IsNullOrEmpty(_header))
            ctx.SaveTextStream("Header.txt", writer => writer.WriteLine(_header));
    }

    private static TextLoader Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        var host = env.Register(nameof(TextLoader));
        host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(Version);
        return new TextLoader(host, ctx);
    }

    private static DataViewSchema MakeSchema(TextColumn[] columns, TextFormat format, string header)
    {
        var fields = new FieldSplitter(format, TextSegment.End, report: null);
        if (!string.IsNullOrEmpty(header))
            fields.Split(header.AsMemory(), 0);
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            if (column.Type.IsKnownSizeVector() && SlotNames(column, fields) is { } names)
                annotations.AddSlotNames(names.Length, (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
            builder.AddColumn(column.Name, column.Type, annotations.ToAnnotations());
        }

        return builder.ToSchema();
    }

    private static ReadOnlyMemory<char>[] SlotNames(TextColumn column, FieldSplitter header)
    {
        ReadOnlyMemory<char>[] names = null;
        int start = 0;
        foreach (var segment in column.Segments)
        {
            for (int at = header.FirstAtLeast(segment.Min); at < header.Count && header.Indices[at] < segment.Lim; at++)
            {
                names ??= new ReadOnlyMemory<char>[column.BaseSize];
                names[start + header.Indices[at] - segment.Min] = header.Texts[at].Trim();
            }

            start += segment.Lim - segment.Min;
        }

        return names;
    }

    private List<string> FirstLines(IMultiStreamSource source, int count)
        => LineReader.Read(source, _format, skipHeader: false).Take(count).Select(line => line.Text).ToList();
}
