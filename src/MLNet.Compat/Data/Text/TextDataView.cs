using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The rows of some text files, parsed as a cursor moves over them.</summary>
internal sealed class TextDataView : IDataView
{
    private const int BlockSize = 64;

    private readonly IHost _host;
    private readonly IMultiStreamSource _files;
    private readonly TextFormat _format;
    private readonly TextColumn[] _columns;

    public TextDataView(IHostEnvironment env, IMultiStreamSource files, TextFormat format, TextColumn[] columns, DataViewSchema schema)
    {
        _host = env.Register("BoundLoader");
        _files = files;
        _format = format;
        _columns = columns;
        Schema = schema;
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(this, RowCursorUtils.FromColumnsToPredicate(columnsNeeded, Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => SplitCursor.CreateSet(_host, GetRowCursor(columnsNeeded), n);

    private sealed class Cursor : RootCursorBase
    {
        private readonly TextDataView _parent;
        private readonly FieldParser[] _parsers;
        private readonly FieldParser[] _active;
        private readonly ParseReport _report;
        private readonly FieldSplitter _splitter;
        private readonly IEnumerator<TextLine> _lines;

        public Cursor(TextDataView parent, Func<int, bool> active)
            : base(parent._host)
        {
            _parent = parent;
            _parsers = parent._columns.Select((column, i) => active(i) ? FieldParser.Create(column, parent._format) : null).ToArray();
            _active = Array.FindAll(_parsers, parser => parser != null);
            _report = new ParseReport(parent._host);
            int limit = _active.SelectMany(parser => parser.Column.Segments).Select(segment => segment.Lim).Append(1).Max();
            _splitter = new FieldSplitter(parent._format, limit, _report);
            _lines = LineReader.Read(parent._files, parent._format, parent._format.HasHeader).GetEnumerator();
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override long Batch => Position / BlockSize;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Ch.Check(column.Index < _parsers.Length);
            return _parsers[column.Index] != null;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        {
            Ch.Check(IsGood, RowCursorUtils.FetchValueStateError);
            value = new DataViewRowId((ulong)Position, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.CheckParam(column.Index < _parsers.Length, nameof(column), "requested column not valid.");
            Ch.Check(IsColumnActive(column));
            var getter = RowCursorUtils.Cast<TValue>(_parsers[column.Index].Getter);
            return (ref TValue value) =>
            {
                Ch.Check(IsGood, RowCursorUtils.FetchValueStateError);
                getter(ref value);
            };
        }

        protected override bool MoveNextCore()
        {
            if (Position + 1 >= _parent._format.MaxRows || !Read())
                return false;
            var line = _lines.Current;
            try
            {
                _report.Path = line.Path;
                int count = _splitter.Split((_parent._format.Trim ? line.Text.TrimEnd() : line.Text).AsMemory(), line.Number);
                foreach (var parser in _active)
                    parser.Parse(_splitter, count, line.Number, _report);
                _report.Row();
                return true;
            }
            catch (Exception ex)
            {
                throw Failed(ex);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _lines.Dispose();
                _report.Dispose();
            }

            base.Dispose(disposing);
        }

        private bool Read()
        {
            try
            {
                return _lines.MoveNext();
            }
            catch (Exception ex)
            {
                throw Failed(Contracts.ExceptDecode(null, ex, "Stream reading encountered exception"));
            }
        }

        private Exception Failed(Exception ex)
            => Ch.ExceptDecode(ex, "Parsing failed with an exception: {0}", ex.Message);
    }
}
