namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The buffers of one thread. They grow to what the longest text needed, so that later texts allocate nothing.</summary>
internal sealed class Workspace
{
    [ThreadStatic]
    private static Workspace? _current;

    private readonly Stack<AlignedText> _texts = new();

    public static Workspace Current => _current ??= new Workspace();

    public PieceList Pieces { get; } = new();

    public Transformation Transformation { get; } = new();

    /// <summary>For the matches of one pattern at a time.</summary>
    public List<Match> Matches { get; } = [];

    public TokenList Tokens { get; } = new();

    /// <summary>A cleared text buffer, given back when disposed.</summary>
    public static RentedText RentText()
    {
        var current = Current;
        var text = current._texts.TryPop(out var free) ? free : new AlignedText();
        text.Clear();
        return new RentedText(current, text);
    }

    internal readonly struct RentedText(Workspace owner, AlignedText text) : IDisposable
    {
        public AlignedText Text { get; } = text;

        public void Dispose() => owner._texts.Push(Text);
    }
}
