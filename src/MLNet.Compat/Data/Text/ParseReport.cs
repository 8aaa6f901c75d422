using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Tells the log of bad values and formats, the first few one by one.</summary>
internal sealed class ParseReport : IDisposable
{
    private const long MaxShown = 10;

    private readonly IChannel _ch;
    private long _rows;
    private long _badValues;
    private long _badFormats;

    public ParseReport(IChannelProvider provider)
    {
        _ch = provider.Start("ParseStats");
    }

    public string Path { get; set; }

    public void Row() => _rows++;

    public void BadValue(long line, string column)
    {
        if (++_badValues > MaxShown)
            return;
        _ch.Info(MessageSensitivity.Schema, "  Bad value at line {0} in column {1}", line, column);
        EndBadValues();
    }

    public void BadValue(long line, string column, int slot)
    {
        if (++_badValues > MaxShown)
            return;
        _ch.Info(MessageSensitivity.Schema, "  Bad value at line {0} in column {1} at slot {2}", line, column, slot);
        EndBadValues();
    }

    public void BadFormat(long line, int from, int to, string problem)
    {
        if (++_badFormats > MaxShown)
            return;
        if (line > 0)
            _ch.Warning("Format error at {0}({1},{2})-({1},{3}): {4}", Path, line, from, to, problem);
        else
            _ch.Warning("Format error: {0}", problem);
        if (_badFormats == MaxShown)
            _ch.Warning("Suppressing further format error messages");
    }

    public void Dispose()
    {
        if (_badValues > 0 || _badFormats > 0)
        {
            _ch.Info(MessageSensitivity.Unknown, "Processed {0} rows with {1} bad values and {2} format errors", _rows, _badValues, _badFormats);
        }

        _ch.Dispose();
    }

    private void EndBadValues()
    {
        if (_badValues == MaxShown)
            _ch.Info("  Suppressing further bad value messages");
    }
}
