using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A row made of another, which it owns.</summary>
internal abstract class WrappingRow : DataViewRow
{
    private protected WrappingRow(DataViewRow input)
    {
        Input = input;
    }

    public sealed override long Batch => Input.Batch;

    public sealed override long Position => Input.Position;

    protected DataViewRow Input { get; }

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected sealed override void Dispose(bool disposing)
    {
        DisposeCore(disposing);
        if (disposing)
            Input.Dispose();
    }

    protected virtual void DisposeCore(bool disposing)
    {
    }
}

/// <summary>A cursor that counts its own rows. Past the last row it disposes itself.</summary>
internal abstract class RootCursorBase : DataViewRowCursor
{
    protected readonly IChannel Ch;

    private long _position = -1;
    private bool _disposed;

    protected RootCursorBase(IChannelProvider provider)
    {
        Contracts.CheckValue(provider, nameof(provider));
        Ch = provider.Start("Cursor");
    }

    public sealed override long Position => _position;

    /// <summary>Whether the cursor stands on a row.</summary>
    protected bool IsGood => _position >= 0;

    public sealed override bool MoveNext()
    {
        if (_disposed)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        Dispose();
        return false;
    }

    protected abstract bool MoveNextCore();

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
        {
            Ch.Dispose();
            _position = -1;
        }

        base.Dispose(disposing);
    }
}

/// <summary>A root cursor that takes rows of another, not all of them or not in their order.</summary>
internal abstract class LinkedRootCursorBase : RootCursorBase
{
    private protected LinkedRootCursorBase(IChannelProvider provider, DataViewRowCursor input)
        : base(provider)
    {
        Input = input;
        Root = input is SynchronizedCursorBase synchronized ? synchronized.Root : input;
    }

    protected DataViewRowCursor Input { get; }

    /// <summary>The cursor that moves: moving it moves <see cref="Input"/>.</summary>
    protected DataViewRowCursor Root { get; }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A cursor with a row for each row of another.</summary>
internal abstract class SynchronizedCursorBase : DataViewRowCursor
{
    protected readonly IChannel Ch;

    internal readonly DataViewRowCursor Root;

    protected SynchronizedCursorBase(IChannelProvider provider, DataViewRowCursor input)
    {
        Ch = provider.Start("Cursor");
        Input = input;
        Root = input is SynchronizedCursorBase synchronized ? synchronized.Root : input;
    }

    public sealed override long Position => Root.Position;

    public sealed override long Batch => Root.Batch;

    protected bool IsGood => Position >= 0;

    protected DataViewRowCursor Input { get; }

    public sealed override bool MoveNext() => Root.MoveNext();

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Input.Dispose();
            Ch.Dispose();
        }

        base.Dispose(disposing);
    }
}
