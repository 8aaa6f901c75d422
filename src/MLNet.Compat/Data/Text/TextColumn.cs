using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Fields from <paramref name="Min"/> up to before <paramref name="Lim"/>.</summary>
internal readonly record struct TextSegment(int Min, int Lim, bool ForceVector)
{
    /// <summary>The limit of a segment that ends where its row ends.</summary>
    public const int End = int.MaxValue;

    public bool IsVariable => Lim == End;
}

/// <summary>A column of a text loader, bound to the fields it is made of.</summary>
internal sealed class TextColumn
{
    private TextColumn(string name, PrimitiveDataViewType itemType, TextSegment[] segments)
    {
        Name = name;
        ItemType = itemType;
        Segments = segments;
        VariableSegment = Array.FindIndex(segments, segment => segment.IsVariable);
        BaseSize = segments.Where(segment => !segment.IsVariable).Sum(segment => segment.Lim - segment.Min);
        Type = VariableSegment >= 0 ? new VectorDataViewType(itemType)
            : BaseSize > 1 || segments[0].ForceVector ? new VectorDataViewType(itemType, BaseSize)
            : itemType;
    }

    public string Name { get; }

    public PrimitiveDataViewType ItemType { get; }

    public DataViewType Type { get; }

    public TextSegment[] Segments { get; }

    /// <summary>The segment that ends where its row ends; -1 for none.</summary>
    public int VariableSegment { get; }

    /// <summary>The number of items of the other segments.</summary>
    public int BaseSize { get; }

    public static TextColumn Create(string name, PrimitiveDataViewType itemType, TextSegment[] segments, bool user)
    {
        var ordered = segments.OrderBy(segment => segment.Min).ToArray();
        for (int i = 1; i < ordered.Length; i++)
        {
            if (ordered[i - 1].Lim <= ordered[i].Min)
                continue;
            const string Overlap = "Intervals specified for column '{0}' overlap";
            throw user ? Contracts.ExceptUserArg("Source", Overlap, name) : Contracts.ExceptDecode(Overlap, name);
        }

        return new TextColumn(name, itemType, segments);
    }

    public void Save(ModelSaveContext ctx)
    {
        ctx.SaveNonEmptyString(Name);
        TypeSerializer.Write(ctx.Writer, ItemType);
        ctx.Writer.Write(Segments.Length);
        foreach (var segment in Segments)
        {
            ctx.Writer.Write(segment.Min);
            ctx.Writer.Write(segment.Lim);
            ctx.Writer.Write(segment.ForceVector);
        }
    }

    public static TextColumn Load(IExceptionContext ectx, ModelLoadContext ctx)
    {
        string name = ctx.LoadNonEmptyString();
        var itemType = TypeSerializer.Read(ectx, ctx.Reader) as PrimitiveDataViewType;
        int count = ctx.Reader.ReadInt32();
        ectx.CheckDecode(itemType != null && count > 0 && count <= ctx.Header.CbModel);
        var segments = new TextSegment[count];
        for (int i = 0; i < count; i++)
        {
            segments[i] = new TextSegment(ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32(), ctx.Reader.ReadBoolean());
            ectx.CheckDecode(segments[i].Min >= 0 && segments[i].Min < segments[i].Lim);
        }

        return Create(name, itemType, segments, user: false);
    }
}
