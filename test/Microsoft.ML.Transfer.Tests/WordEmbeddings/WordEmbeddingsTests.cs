using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.StaticVectors;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.WordEmbeddings;

[TestClass]
public sealed class WordEmbeddingsTests
{
    private const string Vectors = "cat 1 -2 0.5\ndog 3 4 -1\nmat 0 0 2\ngood 5 1 1\nbad -5 1 1\nvery 0 1 0\nsat 0.1 0.2 0.3\nran 2 2 2\nfast 1 1 1\nthe 0 0 0.1\n";

    private readonly MLContext _context = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    public void Each_text_gets_the_vector_of_its_words()
    {
        var data = _context.Data.LoadFromEnumerable([new Message { Text = "cat dog" }, new Message { Text = "CAT, xyzzy" }, new Message { Text = null }, new Message { Text = "" }]);
        var transformer = Estimator(new WordEmbeddingsOptions { Vectors = File() }).Fit(data);
        var vectors = Stage.VectorsOf(_context, transformer.Transform(data));
        Stage.AssertSameBits([[2, 1, -0.25f], [1, -2, 0.5f], [0, 0, 0], [0, 0, 0]], vectors);
    }

    [TestMethod]
    public void The_column_names_its_slots()
    {
        var data = Data();
        var column = _context.Transforms.WordEmbeddings("Features", "Text", File(), WordPooling.MinMeanMax).Fit(data).GetOutputSchema(data.Schema)["Features"];
        Assert.AreEqual(9, ((VectorDataViewType)column.Type).Size);
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue("SlotNames", ref names);
        Assert.AreEqual("mean.2", names.DenseValues().ElementAt(5).ToString());
    }

    [TestMethod]
    public void A_classifier_over_it_learns_saves_and_loads()
    {
        var data = Data();
        var model = _context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_context.Transforms.WordEmbeddings("Features", "Text", File(), lowerCase: true, unknownWords: UnknownWords.Mean))
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data);
        var expected = model.Transform(data).GetColumn<float[]>("Score").ToArray();
        _folder.Dispose();
        Directory.CreateDirectory(_folder.Path);

        using var stream = new MemoryStream();
        _context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext(seed: 7).Model.Load(stream, out _);
        Stage.AssertSameBits(expected, [.. loaded.Transform(data).GetColumn<float[]>("Score")]);
        using var engine = _context.Model.CreatePredictionEngine<Message, Scores>(loaded);
        CollectionAssert.AreEqual(expected[0], engine.Predict(Messages.Generate(1)[0]).Score);
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_fresh_process_loads_it_and_gives_the_same_scores()
    {
        var data = Data();
        var model = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.WordEmbeddings("Features", "Text", File()))
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data);
        string[] texts = ["good cat", "", "nothing known", "the dog ran very fast!"];
        var expected = model.Transform(_context.Data.LoadFromEnumerable(texts.Select(text => new Message { Text = text }))).GetColumn<float[]>("Score").ToArray();
        _context.Model.Save(model, data.Schema, _folder.File("model.zip"));
        System.IO.File.Delete(File());
        CollectionAssert.AreEqual(LoadHost.Print(expected), await LoadHost.RunAsync(_folder.File("model.zip"), texts));
    }

    [TestMethod]
    public void Altered_vectors_are_refused_by_name()
    {
        var data = Data();
        using var stream = new MemoryStream();
        _context.Model.Save(Estimator(new WordEmbeddingsOptions { Vectors = File() }).Fit(data), data.Schema, stream);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = archive.Entries.Single(e => e.FullName.EndsWith("words.txt", StringComparison.Ordinal));
            var name = entry.FullName;
            var length = (int)entry.Length;
            entry.Delete();
            using var words = archive.CreateEntry(name).Open();
            words.Write(new byte[length]);
        }
        stream.Position = 0;
        var error = Assert.Throws<Exception>(() => _context.Model.Load(stream, out _));
        while (error is not InvalidDataException && error.InnerException is { } inner)
            error = inner;
        Assert.Contains("'words.txt' has been altered or damaged", error.Message);
    }

    [TestMethod]
    public void Eight_threads_with_one_transformer_get_the_vectors_of_one()
    {
        var data = Data();
        var transformer = Estimator(new WordEmbeddingsOptions { Vectors = File(), UnknownWords = UnknownWords.Mean, Pooling = WordPooling.MinMeanMax }).Fit(data);
        var expected = Stage.VectorsOf(_context, transformer.Transform(data));
        var results = new float[8][][];
        Parallel.For(0, 8, i => results[i] = Stage.VectorsOf(new MLContext(seed: 1), transformer.Transform(data)));
        foreach (var result in results)
            Stage.AssertSameBits(expected, result);
    }

    [TestMethod]
    public void Errors_are_those_of_the_other_stages()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.WordEmbeddings("", "Text", File()));
        Assert.ThrowsExactly<ArgumentNullException>(() => _context.Transforms.WordEmbeddings("Features", "Text", (WordEmbeddingsOptions)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => _context.Transforms.WordEmbeddings("Features", "Text", (WordEmbedder)null!));
        var missing = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.WordEmbeddings("Features", "Nowhere", "no file").Fit(Data()));
        Assert.StartsWith("Could not find input column 'Nowhere'", missing.Message);
        var wrong = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.CopyColumns("Copy", "Number").Append(_context.Transforms.WordEmbeddings("Features", "Copy", File())).Fit(Data()));
        Assert.StartsWith("Schema mismatch for input column 'Copy': expected String, got Int32", wrong.Message);
        Assert.ThrowsExactly<FileNotFoundException>(() => _context.Transforms.WordEmbeddings("Features", "Text", _folder.File("nowhere.txt")).Fit(Data()));
        using var cancellation = new CancellationTokenSource();
        var transformer = Estimator(new WordEmbeddingsOptions { Vectors = File(), CancellationToken = cancellation.Token }).Fit(Data());
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => Stage.VectorsOf(_context, transformer.Transform(Data())));
    }

    private WordEmbeddingsEstimator Estimator(WordEmbeddingsOptions options) => _context.Transforms.WordEmbeddings("Features", "Text", options);

    private IDataView Data() => _context.Data.LoadFromEnumerable(Messages.Generate(60));

    private string File() => _folder.Write("vectors.txt", Vectors);
}
