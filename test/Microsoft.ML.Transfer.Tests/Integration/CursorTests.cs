using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Tests.Integration;

[TestClass]
public sealed class CursorTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Every_column_is_carried_along_with_its_row()
    {
        // 1,300 rows: many fills, the last one not full.
        var messages = Messages.Generate(1300);
        var (data, transformer) = Fit(messages);
        var view = transformer.Transform(data);
        var columns = view.Schema;
        using var cursor = view.GetRowCursor(columns);
        var text = cursor.GetGetter<ReadOnlyMemory<char>>(columns["Text"]);
        var label = cursor.GetGetter<ReadOnlyMemory<char>>(columns["Label"]);
        var good = cursor.GetGetter<bool>(columns["Good"]);
        var number = cursor.GetGetter<int>(columns["Number"]);
        var numbers = cursor.GetGetter<VBuffer<float>>(columns["Numbers"]);
        var features = cursor.GetGetter<VBuffer<float>>(columns["Features"]);
        ReadOnlyMemory<char> textValue = default, labelValue = default;
        var goodValue = false;
        var numberValue = 0;
        VBuffer<float> numbersValue = default, featuresValue = default;
        var row = 0;
        while (cursor.MoveNext())
        {
            Assert.AreEqual(row, cursor.Position);
            text(ref textValue);
            label(ref labelValue);
            good(ref goodValue);
            number(ref numberValue);
            numbers(ref numbersValue);
            if (row % 3 == 0)
                features(ref featuresValue);
            Assert.AreEqual(messages[row].Text, textValue.ToString());
            Assert.AreEqual(messages[row].Label, labelValue.ToString());
            Assert.AreEqual(messages[row].Good, goodValue);
            Assert.AreEqual(row, numberValue);
            CollectionAssert.AreEqual(messages[row].Numbers, numbersValue.DenseValues().ToArray());
            row++;
        }
        Assert.AreEqual(messages.Count, row);
        Assert.IsFalse(cursor.MoveNext());
        Assert.AreEqual(-1, cursor.Position);
    }

    [TestMethod]
    public void Vectors_are_those_of_the_embedder()
    {
        var messages = Messages.Generate(700);
        var (data, transformer) = Fit(messages);
        var embedder = transformer.Embedder.Embedder;
        var expected = new float[messages.Count * embedder.Dimension];
        embedder.Embed([.. messages.Select(m => m.Text)], expected);
        Stage.AssertSameBits(
            [.. expected.Chunk(embedder.Dimension)],
            Stage.VectorsOf(_context, transformer.Transform(data)));
    }

    [TestMethod]
    public void Ids_and_batches_are_the_inputs()
    {
        var (data, transformer) = Fit(Messages.Generate(900));
        var view = transformer.Transform(data);
        using var input = data.GetRowCursor(data.Schema);
        using var output = view.GetRowCursor(view.Schema);
        var inputId = input.GetIdGetter();
        var outputId = output.GetIdGetter();
        DataViewRowId expected = default, actual = default;
        while (input.MoveNext())
        {
            Assert.IsTrue(output.MoveNext());
            inputId(ref expected);
            outputId(ref actual);
            Assert.AreEqual(expected, actual);
            Assert.AreEqual(input.Batch, output.Batch);
        }
        Assert.IsFalse(output.MoveNext());
    }

    [TestMethod]
    public void Values_handed_out_belong_to_the_reader()
    {
        var (data, transformer) = Fit(Messages.Generate(40));
        var view = transformer.Transform(data);
        using var cursor = view.GetRowCursor(view.Schema);
        var features = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        VBuffer<float> first = default, again = default;
        Assert.IsTrue(cursor.MoveNext());
        features(ref first);
        var copy = first.DenseValues().ToArray();
        var editor = VBufferEditor.CreateFromBuffer(ref first);
        editor.Values.Fill(float.NaN);
        features(ref again);
        CollectionAssert.AreEqual(copy, again.DenseValues().ToArray());
    }

    [TestMethod]
    public void Nothing_is_encoded_when_the_vectors_are_not_asked_for()
    {
        var (data, transformer) = Fit(Messages.Generate(200));
        var view = transformer.Transform(data);
        var numbers = view.GetColumn<int>("Number").ToArray();
        CollectionAssert.AreEqual(Enumerable.Range(0, 200).ToArray(), numbers);
        using (var cursor = view.GetRowCursor(view.Schema))
        {
            while (cursor.MoveNext())
            {
                // Rows that pass by unread cost nothing.
            }
        }
        Assert.AreEqual(0, transformer.TextsEncoded);
    }

    [TestMethod]
    public void An_inactive_column_is_refused()
    {
        var (data, transformer) = Fit(Messages.Generate(5));
        var view = transformer.Transform(data);
        using var withVector = view.GetRowCursor([view.Schema["Features"]]);
        Assert.IsTrue(withVector.IsColumnActive(view.Schema["Features"]));
        Assert.IsFalse(withVector.IsColumnActive(view.Schema["Number"]));
        Assert.IsFalse(withVector.IsColumnActive(view.Schema["Text"]));
        Assert.ThrowsExactly<ArgumentException>(() => withVector.GetGetter<int>(view.Schema["Number"]));

        using var without = view.GetRowCursor([view.Schema["Number"]]);
        Assert.IsFalse(without.IsColumnActive(view.Schema["Features"]));
        Assert.ThrowsExactly<ArgumentException>(() => without.GetGetter<VBuffer<float>>(view.Schema["Features"]));
    }

    [TestMethod]
    public void A_getter_of_another_type_is_refused_as_by_ml_net()
    {
        var (data, transformer) = Fit(Messages.Generate(5));
        var view = transformer.Transform(data);
        using var cursor = view.GetRowCursor(view.Schema);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Features"]));
        StringAssert.StartsWith(error.Message, "Invalid TValue in GetGetter: 'System.Single', expected type: 'Microsoft.ML.Data.VBuffer`1[System.Single]'", StringComparison.Ordinal);
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<long>(view.Schema["Number"]));
    }

    [TestMethod]
    public void A_value_is_refused_where_there_is_no_row()
    {
        var (data, transformer) = Fit(Messages.Generate(1));
        var view = transformer.Transform(data);
        using var cursor = view.GetRowCursor(view.Schema);
        var features = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        VBuffer<float> value = default;
        Assert.ThrowsExactly<InvalidOperationException>(() => features(ref value));
        Assert.IsTrue(cursor.MoveNext());
        features(ref value);
        Assert.IsFalse(cursor.MoveNext());
        Assert.ThrowsExactly<InvalidOperationException>(() => features(ref value));
    }

    [TestMethod]
    public void A_few_rows_do_not_wait_for_many()
    {
        var (data, transformer) = Fit(Messages.Generate(5000));
        var view = _context.Data.TakeRows(transformer.Transform(data), 10);
        Assert.HasCount(10, Stage.VectorsOf(_context, view));
        Assert.IsLessThanOrEqualTo(16, transformer.TextsEncoded);
    }

    [TestMethod]
    public void An_empty_view_has_no_rows()
    {
        var (_, transformer) = Fit(Messages.Generate(5));
        Assert.IsEmpty(Stage.VectorsOf(_context, transformer.Transform(_context.Data.LoadFromEnumerable(Array.Empty<Message>()))));
    }

    [TestMethod]
    public void A_set_of_cursors_gives_every_row_once_with_its_vector()
    {
        var (data, transformer) = Fit(Messages.Generate(3000));
        var view = transformer.Transform(data);
        var expected = Stage.VectorsOf(_context, view);
        var encoded = transformer.TextsEncoded;
        transformer.Dispose();

        var rows = new float[expected.Length][];
        var cursors = view.GetRowCursorSet(view.Schema, 4);
        Parallel.ForEach(cursors, cursor =>
        {
            using (cursor)
            {
                var number = cursor.GetGetter<int>(view.Schema["Number"]);
                var features = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
                var index = 0;
                VBuffer<float> value = default;
                var batch = long.MinValue;
                while (cursor.MoveNext())
                {
                    Assert.IsGreaterThanOrEqualTo(batch, cursor.Batch);
                    batch = cursor.Batch;
                    number(ref index);
                    features(ref value);
                    Assert.IsNull(Interlocked.Exchange(ref rows[index], value.DenseValues().ToArray()));
                }
            }
        });
        Stage.AssertSameBits(expected, rows);
        Assert.AreEqual(2 * encoded, transformer.TextsEncoded);
    }

    [TestMethod]
    public void Shuffled_rows_keep_their_vectors()
    {
        var (data, transformer) = Fit(Messages.Generate(600));
        Assert.AreEqual(data.CanShuffle, transformer.Transform(data).CanShuffle);
        var plain = Stage.VectorsOf(_context, transformer.Transform(data));
        foreach (var shuffled in new[]
        {
            transformer.Transform(_context.Data.ShuffleRows(data, seed: 3)),
            _context.Data.ShuffleRows(transformer.Transform(data), seed: 3),
        })
        {
            var rows = _context.Data.CreateEnumerable<Vectors>(shuffled, reuseRowObject: false).ToArray();
            Assert.HasCount(plain.Length, rows);
            CollectionAssert.AreNotEqual(Enumerable.Range(0, plain.Length).ToArray(), rows.Select(r => r.Number).ToArray());
            foreach (var row in rows)
                CollectionAssert.AreEqual(plain[row.Number], row.Features);
        }
        Assert.AreEqual(plain.Length, transformer.TextsEncoded);
    }

    [TestMethod]
    public void Sparse_and_variable_vectors_are_buffered_whole()
    {
        var messages = Messages.Generate(100);
        var data = _context.Data.LoadFromEnumerable(messages);
        var pipeline = _context.Transforms.Text.TokenizeIntoWords("Words", "Text")
            .Append(_context.Transforms.Text.ProduceWordBags("Bag", "Text", ngramLength: 1));
        var prepared = pipeline.Fit(data).Transform(data);
        var view = Stage.Estimator(_context).Fit(prepared).Transform(prepared);
        Assert.IsTrue(view.GetColumn<float[]>("Features").All(v => v.Length > 0));
        using var cursor = view.GetRowCursor(view.Schema);
        using var input = prepared.GetRowCursor(prepared.Schema);
        var words = cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(view.Schema["Words"]);
        var bag = cursor.GetGetter<VBuffer<float>>(view.Schema["Bag"]);
        var expectedBag = input.GetGetter<VBuffer<float>>(prepared.Schema["Bag"]);
        VBuffer<ReadOnlyMemory<char>> wordsValue = default;
        VBuffer<float> bagValue = default, expectedBagValue = default;
        foreach (var message in messages)
        {
            Assert.IsTrue(cursor.MoveNext() && input.MoveNext());
            words(ref wordsValue);
            bag(ref bagValue);
            expectedBag(ref expectedBagValue);
            CollectionAssert.AreEqual(message.Text!.Split(' '), wordsValue.DenseValues().Select(w => w.ToString()).ToArray());
            Assert.IsFalse(bagValue.IsDense);
            Assert.AreEqual(expectedBagValue.GetValues().Length, bagValue.GetValues().Length);
            CollectionAssert.AreEqual(expectedBagValue.DenseValues().ToArray(), bagValue.DenseValues().ToArray());
        }
    }

    private (IDataView Data, PretrainedEmbeddingsTransformer Transformer) Fit(List<Message> messages)
    {
        var data = _context.Data.LoadFromEnumerable(messages);
        return (data, Stage.Estimator(_context).Fit(data));
    }
}
