using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class SaveLoadTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void A_loaded_stage_gives_the_same_bits()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(100));
        var options = Stage.Small with { Layers = Layers.Parse("concat:0,2"), Pooling = Pooling.SqrtLength, Normalize = true, Dimensions = 20, CacheBytes = 12_345 };
        var transformer = Stage.Estimator(_context, options).Fit(data);
        var loaded = (PretrainedEmbeddingsTransformer)Reload(transformer, data.Schema, out var schema);

        Assert.AreEqual(data.Schema.Count, schema.Count);
        Assert.AreEqual("Text", loaded.InputColumnName);
        Assert.AreEqual("Features", loaded.OutputColumnName);
        Assert.AreEqual(20, loaded.Dimension);
        Assert.AreEqual(12_345, loaded.Embedder.CacheBytes);
        Assert.AreEqual(transformer.Embedder.Embedder.Options, loaded.Embedder.Embedder.Options);
        Assert.AreEqual(Path.GetFileName(transformer.Embedder.Embedder.ModelName), loaded.Embedder.Embedder.ModelName);
        Assert.AreEqual(transformer.Embedder.Embedder.Notice, loaded.Embedder.Embedder.Notice);
        CollectionAssert.AreEqual(transformer.Embedder.Embedder.FeatureNames, loaded.Embedder.Embedder.FeatureNames);
        Stage.AssertSameBits(Stage.VectorsOf(_context, transformer.Transform(data)), Stage.VectorsOf(_context, loaded.Transform(data)));
    }

    [TestMethod]
    public void A_loaded_classifier_gives_the_same_scores_and_saves_again()
    {
        var (data, model) = Train();
        var expected = model.Transform(data).GetColumn<float[]>("Score").ToArray();
        ITransformer loaded = model;
        for (var generation = 0; generation < 2; generation++)
        {
            loaded = Reload(loaded, data.Schema, out _);
            Stage.AssertSameBits(expected, [.. loaded.Transform(data).GetColumn<float[]>("Score")]);
        }
    }

    [TestMethod]
    public void Two_stages_of_one_pipeline_are_saved_apart()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(20));
        var pipeline = _context.Transforms.PretrainedEmbeddings("First", "Text", Stage.Small)
            .Append(_context.Transforms.PretrainedEmbeddings("Second", "Label", Stage.Small with { Pooling = Pooling.Cls }));
        var model = pipeline.Fit(data);
        var loaded = Reload(model, data.Schema, out _);
        foreach (var column in new[] { "First", "Second" })
        {
            Stage.AssertSameBits(
                [.. model.Transform(data).GetColumn<float[]>(column)],
                [.. loaded.Transform(data).GetColumn<float[]>(column)]);
        }
    }

    [TestMethod]
    public void Each_part_of_the_encoder_is_an_entry_of_its_own()
    {
        var (data, model) = Train();
        using var archive = new ZipArchive(Save(model, data.Schema), ZipArchiveMode.Read);
        var transformer = ((IEnumerable<ITransformer>)model).OfType<PretrainedEmbeddingsTransformer>().Single();
        foreach (var (name, bytes) in transformer.Embedder.Embedder.ToArchive().Entries)
        {
            var entry = archive.Entries.Single(e => FileName(e).Equals(name, StringComparison.Ordinal));
            Assert.AreEqual(bytes.Length, entry.Length);
        }
    }

    [TestMethod]
    public void Altered_weights_are_refused_by_name() => AssertRefused(
        archive => Rewrite(archive, "model.safetensors", bytes => bytes[^1] ^= 1),
        "'model.safetensors' has been altered or damaged");

    [TestMethod]
    public void An_altered_tokenizer_is_refused_by_name() => AssertRefused(
        archive => Rewrite(archive, "tokenizer.json", bytes => bytes[bytes.Length / 2] ^= 1),
        "'tokenizer.json' has been altered or damaged");

    [TestMethod]
    public void Shortened_weights_are_refused_with_both_lengths() => AssertRefused(
        archive => Replace(archive, "model.safetensors", bytes => bytes[..^1]),
        "'model.safetensors' has ");

    [TestMethod]
    public void Missing_weights_are_refused_by_name() => AssertRefused(
        archive => Find(archive, "model.safetensors").Delete(),
        "lists an entry 'model.safetensors', but holds none");

    [TestMethod]
    public void An_entry_that_unpacks_to_more_than_was_saved_is_refused_before_it_is_unpacked()
    {
        // 256 MiB of zeros take 256 KiB in the archive; the list of entries knows the true length.
        var temporary = new DirectoryInfo(Directory.CreateTempSubdirectory().FullName);
        try
        {
            var context = new MLContext(seed: 1) { TempFilePath = temporary.FullName };
            var largest = 0L;
            using var watcher = new Timer(_ => largest = Math.Max(largest, temporary.EnumerateFiles("*", SearchOption.AllDirectories).Sum(SizeOf)), null, 0, 1);
            AssertRefused(archive => Replace(archive, "config.json", _ => new byte[256 << 20]), "'config.json' has 268435456 bytes", context);
            Assert.IsLessThan(128L << 20, largest);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    [TestMethod]
    [DataRow("../evil.txt")]
    [DataRow("/etc/passwd")]
    [DataRow("C:\\evil.txt")]
    [DataRow("..\\evil.txt")]
    [DataRow(".evil_.json")]
    [DataRow("a..evil.txt")]
    public void A_listed_name_that_is_no_plain_file_name_is_refused(string name) => AssertRefused(
        archive => RewriteList(archive, main => main.Name = name),
        "is not a plain file name or is listed twice");

    [TestMethod]
    [DataRow(-1L)]
    [DataRow(long.MaxValue)]
    public void A_listed_length_that_cannot_be_is_refused(long length) => AssertRefused(
        archive => RewriteList(archive, main => main.Length = length),
        $"is listed with {length} bytes");

    [TestMethod]
    [DataRow(-1)]
    [DataRow(65)]
    [DataRow(int.MaxValue)]
    public void A_list_of_too_many_entries_is_refused(int count) => AssertRefused(
        archive => RewriteList(archive, main => main.Count = count),
        $"lists {count} entries");

    [TestMethod]
    // The working set is that of the whole process, with whatever other tests hold at the time.
    [DoNotParallelize]
    public void A_thousand_loads_leave_memory_where_it_was()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(4));
        // Half a megabyte of weights: a thousand of them left behind could not be overlooked.
        using var model = new TinyModel(maximumPositions: 8192);
        using var saved = Save(Stage.Estimator(_context, Stage.Small with { Model = model.Folder }).Fit(data), data.Schema);
        void LoadAndUse(int times)
        {
            for (var i = 0; i < times; i++)
            {
                saved.Position = 0;
                var context = new MLContext(seed: 1);
                var loaded = context.Model.Load(saved, out _);
                Stage.VectorsOf(context, loaded.Transform(data));
                (loaded as IDisposable)?.Dispose();
            }
        }
        LoadAndUse(50);
        var before = Settled();
        LoadAndUse(1000);
        var growth = Settled() - before;
        Console.WriteLine($"Working set after a thousand loads: {growth >> 20} MiB more.");
        Assert.IsLessThan(64L << 20, growth);

        static long Settled()
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
            return Environment.WorkingSet;
        }
    }

    private (IDataView Data, ITransformer Model) Train()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(60));
        return (data, _context.Transforms.Conversion.MapValueToKey("Label").Append(Stage.Estimator(_context))
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data));
    }

    private MemoryStream Save(ITransformer model, DataViewSchema schema)
    {
        var stream = new MemoryStream();
        _context.Model.Save(model, schema, stream);
        stream.Position = 0;
        return stream;
    }

    private ITransformer Reload(ITransformer model, DataViewSchema schema, out DataViewSchema loadedSchema)
    {
        using var stream = Save(model, schema);
        return new MLContext(seed: 7).Model.Load(stream, out loadedSchema);
    }

    private void AssertRefused(Action<ZipArchive> tamper, string message, MLContext? loader = null)
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(3));
        using var stream = Save(Stage.Estimator(_context).Fit(data), data.Schema);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            tamper(archive);
        stream.Position = 0;
        var error = Assert.Throws<Exception>(() => (loader ?? _context).Model.Load(stream, out _));
        while (error is not InvalidDataException && error.InnerException is { } inner)
            error = inner;
        Assert.IsInstanceOfType<InvalidDataException>(error);
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }

    private static long SizeOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string FileName(ZipArchiveEntry entry) => entry.FullName.Split('/', '\\')[^1];

    private static ZipArchiveEntry Find(ZipArchive archive, string name) => archive.Entries.Single(e => FileName(e).Equals(name, StringComparison.Ordinal));

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Rewrite(ZipArchive archive, string name, Action<byte[]> change) => Replace(archive, name, bytes =>
    {
        change(bytes);
        return bytes;
    });

    private static void Replace(ZipArchive archive, string name, Func<byte[], byte[]> change) => Replace(archive, Find(archive, name), change);

    // The main stream of the stage is the one that names its loader. Its list of entries starts after the cache budget.
    private static void RewriteList(ZipArchive archive, Action<ListStart> change)
    {
        var entry = archive.Entries.First(e => FileName(e).Equals("Model.key", StringComparison.Ordinal)
            && Read(e).AsSpan().IndexOf("PretrainedEmbeddings\0"u8) >= 0);
        Replace(archive, entry, bytes =>
        {
            var budget = BitConverter.GetBytes(PretrainedEmbeddingsOptions.DefaultCacheBytes);
            var start = bytes.AsSpan().IndexOf(budget) + budget.Length;
            var nameLength = bytes[start + 4];
            var list = new ListStart
            {
                Count = BitConverter.ToInt32(bytes, start),
                Name = Encoding.UTF8.GetString(bytes, start + 5, nameLength),
                Length = BitConverter.ToInt64(bytes, start + 5 + nameLength),
            };
            change(list);

            // The header of the stream holds its length, so a name can only give way to one as long.
            var name = Encoding.UTF8.GetBytes(list.Name);
            Assert.AreEqual(nameLength, name.Length);
            using var changed = new MemoryStream();
            using var writer = new BinaryWriter(changed);
            writer.Write(bytes, 0, start);
            writer.Write(list.Count);
            writer.Write((byte)name.Length);
            writer.Write(name);
            writer.Write(list.Length);
            writer.Write(bytes.AsSpan(start + 13 + nameLength));
            writer.Flush();
            return changed.ToArray();
        });
    }

    private static void Replace(ZipArchive archive, ZipArchiveEntry entry, Func<byte[], byte[]> change)
    {
        var path = entry.FullName;
        var bytes = change(Read(entry));
        entry.Delete();
        using var stream = archive.CreateEntry(path).Open();
        stream.Write(bytes);
    }

    private sealed class ListStart
    {
        public int Count { get; set; }

        public string Name { get; set; } = "";

        public long Length { get; set; }
    }
}
