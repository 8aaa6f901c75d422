using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class LayerExtractionTests
{
    private static readonly string[][] Sentences = [["the", "cats", "sat"], [], ["it", "", "ranx", "."], ["good", "dogs"]];
    private static readonly TinyModel Tiny = new();

    [ClassCleanup]
    public static void DeleteModel() => Tiny.Dispose();

    [TestMethod]
    [DataRow(PiecePooling.Mean)]
    [DataRow(PiecePooling.First)]
    [DataRow(PiecePooling.Last)]
    public void Words_have_the_hidden_states_of_their_tokens(PiecePooling pieces)
    {
        using var model = TextEmbedder.Load(Tiny.Folder);
        using var store = LayerExtraction.Words(model, Sentences, new ExtractionOptions { Pieces = pieces });
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, store.Layers.ToArray());
        Assert.AreEqual(9, store.Rows);
        Assert.AreEqual(16, store.Columns);
        CollectionAssert.AreEqual(new[] { 4 }, store.RowsWithoutVector.ToArray());

        var row = 0;
        foreach (var sentence in Sentences)
        {
            var encoding = ((PretrainedTokenizer)model.Tokenizer).EncodeWords(sentence);
            using var states = model.Encoder.Forward(new TokenBatchBuilder().Add(encoding.Ids, encoding.TypeIds).Build());
            for (var word = 0; word < sentence.Length; word++, row++)
            {
                int[] tokens = [.. Enumerable.Range(0, encoding.Ids.Length).Where(token => encoding.WordIds[token] == word)];
                tokens = pieces switch
                {
                    PiecePooling.First => [.. tokens.Take(1)],
                    PiecePooling.Last => [.. tokens.TakeLast(1)],
                    _ => tokens,
                };
                foreach (var layer in store.Layers)
                {
                    var values = new float[states[layer].Shape.Count];
                    states[layer].CopyTo(values);
                    for (var column = 0; column < 16; column++)
                    {
                        var expected = tokens.Length == 0 ? 0 : tokens.Average(token => values[token * 16 + column]);
                        Assert.AreEqual(expected, store.Read(layer).Row(row)[column], 1e-5f, $"layer {layer}, row {row}, column {column}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Every_word_of_a_sentence_longer_than_the_model_reads_has_a_vector()
    {
        using var model = TextEmbedder.Load(Tiny.Folder);
        var sentence = Enumerable.Repeat("cat", 400).ToArray();
        using var store = LayerExtraction.Words(model, [sentence, ["dog"]]);
        Assert.AreEqual(401, store.Rows);
        Assert.IsEmpty(store.RowsWithoutVector);
        var last = store.Read(2);
        for (var row = 0; row < store.Rows; row++)
            Assert.IsTrue(last.Row(row).ContainsAnyExcept(0f), $"row {row}");
    }

    [TestMethod]
    public void Spans_are_the_mean_of_their_tokens_and_take_the_window_in_which_they_begin()
    {
        using var model = TextEmbedder.Load(Tiny.Folder);
        using var words = LayerExtraction.Words(model, Sentences);
        using var spans = LayerExtraction.Spans(model, Sentences, [new WordSpan(2, 0, 1), new WordSpan(0, 0, 2), new WordSpan(2, 1, 2)]);
        CollectionAssert.AreEqual(new[] { 2 }, spans.RowsWithoutVector.ToArray());
        AssertClose(words.Read(1).Row(3), spans.Read(1).Row(0));
        // "the" has one piece, "cats" two: the span is the mean of the three.
        var expected = new float[16];
        for (var i = 0; i < 16; i++)
            expected[i] = (words.Read(1).Row(0)[i] + 2 * words.Read(1).Row(1)[i]) / 3;
        AssertClose(expected, spans.Read(1).Row(1));

        string[][] far = [[.. Enumerable.Repeat("cat", 50)]];
        using var farWords = LayerExtraction.Words(model, far);
        using var farSpans = LayerExtraction.Spans(model, far, [new WordSpan(0, 29, 35)]);
        // 30 words fill a window, so that only the first of the span is in it.
        AssertClose(farWords.Read(2).Row(29), farSpans.Read(2).Row(0));
    }

    [TestMethod]
    public void Texts_have_the_vectors_that_the_embedder_gives_them_layer_by_layer()
    {
        string[] texts = ["the cat sat", "", .. Enumerable.Range(0, 300).Select(i => "it ran " + new string('a', i % 7))];
        using var model = TextEmbedder.Load(Tiny.Folder, new EmbeddingOptions { Pooling = Pooling.Max });
        using var store = LayerExtraction.Texts(model, texts, new ExtractionOptions { Layers = Layers.Concat(2, 0) });
        CollectionAssert.AreEqual(new[] { 2, 0 }, store.Layers.ToArray());
        foreach (var layer in store.Layers)
        {
            using var single = TextEmbedder.Load(Tiny.Folder, new EmbeddingOptions { Pooling = Pooling.Max, Layers = Layers.At(layer) });
            var expected = new float[texts.Length * 16];
            single.Embed(texts, expected);
            CollectionAssert.AreEqual(expected, store.Read(layer).Values.ToArray());
        }
    }

    [TestMethod]
    public void The_same_bits_come_out_on_any_number_of_threads()
    {
        var sentences = Enumerable.Range(0, 200).Select(i => Enumerable.Repeat("cats", 1 + i % 9).Append("ran").ToArray()).ToArray();
        using var model = TextEmbedder.Load(Tiny.Folder, new EmbeddingOptions { Threads = 1 });
        using var other = TextEmbedder.Load(Tiny.Folder, new EmbeddingOptions { Threads = 2, TokensPerBatch = 100 });
        using var store = LayerExtraction.Words(model, sentences);
        using var same = LayerExtraction.Words(other, sentences);
        foreach (var layer in store.Layers)
            CollectionAssert.AreEqual(store.Read(layer).Values.ToArray(), same.Read(layer).Values.ToArray());
    }

    [TestMethod]
    public void What_is_beyond_the_budget_is_in_a_file_that_goes_with_the_store()
    {
        using var folder = new TemporaryFolder();
        using var model = TextEmbedder.Load(Tiny.Folder);
        using var memory = LayerExtraction.Words(model, Sentences);
        Assert.IsFalse(memory.IsOnDisk);
        foreach (var precision in Enum.GetValues<StoredPrecision>())
        {
            var file = LayerExtraction.Words(model, Sentences, new ExtractionOptions { MemoryBudget = 100, Precision = precision, Folder = folder.Path });
            Assert.IsTrue(file.IsOnDisk);
            Assert.AreEqual(memory.Layers.Count * memory.Rows * memory.Columns * (precision == StoredPrecision.Float16 ? 2 : 4), new FileInfo(Directory.GetFiles(folder.Path).Single()).Length);
            CollectionAssert.AreEqual(memory.RowsWithoutVector.ToArray(), file.RowsWithoutVector.ToArray());
            foreach (var layer in memory.Layers)
            {
                var expected = memory.Read(layer).Values.ToArray();
                if (precision == StoredPrecision.Float16)
                    expected = Array.ConvertAll(expected, value => (float)(Half)value);
                CollectionAssert.AreEqual(expected, file.Read(layer).Values.ToArray());
                int[] rows = [7, 8, 0, 3, 4, 5];
                CollectionAssert.AreEqual(file.Read(layer).Select(rows).Values.ToArray(), file.Read(layer, rows).Values.ToArray());
            }
            file.Dispose();
            Assert.IsEmpty(Directory.GetFiles(folder.Path));
        }
    }

    [TestMethod]
    public void A_number_beyond_half_precision_is_refused_and_not_made_infinite()
    {
        using var layers = new FileLayers(1, 1, 2, StoredPrecision.Float16, Path.GetTempPath());
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => layers.Write(0, 0, [1f, -70000f])).Message, "-70000", StringComparison.Ordinal);
        layers.Write(0, 0, [65504f, -0.5f]);
        CollectionAssert.AreEqual(new[] { 65504f, -0.5f }, layers.Read(0).ToArray());
    }

    [TestMethod]
    public void What_is_not_there_is_refused()
    {
        using var model = TextEmbedder.Load(Tiny.Folder);
        Assert.ThrowsExactly<ArgumentException>(() => new ExtractionOptions { Layers = Layers.Mean(0, 1) });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LayerExtraction.Words(model, Sentences, new ExtractionOptions { Layers = Layers.At(3) }));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => LayerExtraction.Spans(model, Sentences, [new WordSpan(0, 2, 4)])).Message, "words 2 to 4 of sentence 0", StringComparison.Ordinal);
        using var store = LayerExtraction.Words(model, Sentences, new ExtractionOptions { Layers = Layers.At(1) });
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => store.Read(2)).Message, "The layers that are kept are 1", StringComparison.Ordinal);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => store.Read(1, [8, 9]));
        Assert.ThrowsExactly<ArgumentException>(() => LayerStore.Of(new ProbeMatrix(new float[4], 2, 2), new ProbeMatrix(new float[4], 1, 4)));
    }

    [TestMethod]
    public void Random_weights_are_of_the_same_shape_and_another_encoder()
    {
        using var model = TextEmbedder.Load(Tiny.Folder);
        using var random = model.WithRandomWeights(1);
        using var again = model.WithRandomWeights(1);
        using var trained = LayerExtraction.Words(model, Sentences);
        using var untrained = LayerExtraction.Words(random, Sentences);
        using var same = LayerExtraction.Words(again, Sentences);
        Assert.AreEqual(trained.Rows, untrained.Rows);
        CollectionAssert.AreNotEqual(trained.Read(2).Values.ToArray(), untrained.Read(2).Values.ToArray());
        CollectionAssert.AreEqual(same.Read(2).Values.ToArray(), untrained.Read(2).Values.ToArray());
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-5f, $"column {i}");
    }
}
