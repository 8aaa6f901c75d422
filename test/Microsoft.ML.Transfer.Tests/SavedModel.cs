using System.IO.Compression;

namespace Microsoft.ML.Transfer.Tests;

/// <summary>Model files, and what is left of them when someone has been at them.</summary>
internal static class SavedModel
{
    /// <summary>Saves a model to memory.</summary>
    public static MemoryStream Save(MLContext context, ITransformer model, DataViewSchema schema)
    {
        var stream = new MemoryStream();
        context.Model.Save(model, schema, stream);
        stream.Position = 0;
        return stream;
    }

    /// <summary>Fails unless the file of a stage that was tampered with is refused with such a message.</summary>
    public static void AssertRefused(MLContext context, ITransformer stage, DataViewSchema schema, Action<ZipArchive> tamper, string message)
    {
        using var stream = Save(context, stage, schema);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            tamper(archive);
        stream.Position = 0;
        var error = Assert.Throws<Exception>(() => context.Model.Load(stream, out _));
        while (error is not InvalidDataException && error.InnerException is { } inner)
            error = inner;
        Assert.IsInstanceOfType<InvalidDataException>(error);
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }

    /// <summary>Writes bytes after the first place of a text in the main stream of a fine-tuned stage; where there are none, makes its first letter small.</summary>
    public static void ReplaceInMain(ZipArchive archive, string text, byte[]? after) => ReplaceMain(archive, bytes =>
    {
        var place = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.IsGreaterThanOrEqualTo(0, place);
        if (after is null)
            bytes[place] |= 0x20;
        else
            after.CopyTo(bytes, place + text.Length);
        return bytes;
    });

    /// <summary>Changes the main stream of a fine-tuned stage.</summary>
    public static void ReplaceMain(ZipArchive archive, Func<byte[], byte[]> change) =>
        Replace(archive, archive.Entries.Where(entry => entry.FullName.EndsWith("Model.key", StringComparison.Ordinal)).Single(entry => Read(entry).AsSpan().IndexOf("task.json"u8) >= 0), change);

    /// <summary>The entry of that name, in whatever folder.</summary>
    public static ZipArchiveEntry Find(ZipArchive archive, string name) =>
        archive.Entries.Single(entry => entry.FullName.Split('/', '\\')[^1].Equals(name, StringComparison.Ordinal));

    /// <summary>Changes the bytes of the entry of that name.</summary>
    public static void Replace(ZipArchive archive, string name, Func<byte[], byte[]> change) => Replace(archive, Find(archive, name), change);

    private static void Replace(ZipArchive archive, ZipArchiveEntry entry, Func<byte[], byte[]> change)
    {
        var (name, bytes) = (entry.FullName, change(Read(entry)));
        entry.Delete();
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(bytes);
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
