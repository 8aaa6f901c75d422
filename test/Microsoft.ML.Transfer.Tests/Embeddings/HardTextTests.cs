namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class HardTextTests
{
    private static readonly Dictionary<string, string?> Texts = new(StringComparer.Ordinal)
    {
        ["null"] = null,
        ["empty"] = "",
        ["blanks"] = " \t\r\n\u00a0\u3000",
        ["one character"] = "x",
        ["one megabyte"] = string.Concat(Enumerable.Repeat("seven words of text, over and over ", 30_000)),
        ["one megabyte without a blank"] = new string('a', 1 << 20),
        ["high surrogate alone"] = "a\ud83d",
        ["low surrogate alone"] = "\ude00a",
        ["surrogates the wrong way round"] = "\ude00\ud83d",
        ["control characters"] = new string([.. Enumerable.Range(0, 32).Select(i => (char)i)]),
        ["noncharacters"] = "\uffff\ufffe\ufdd0",
        ["combining marks"] = "e" + new string('\u0301', 10_000),
        ["scripts"] = "Ελληνικά Русский עברית العربية हिन्दी বাংলা தமிழ் ไทย 한국어 日本語 中文 ქართული አማርኛ ᏣᎳᎩ 𐌰𐍄𐍄𐌰 👩‍👩‍👧‍👦",
    };

    private readonly MLContext _context = new(seed: 1);

    public static IEnumerable<object[]> Names => Texts.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Any_text_has_a_vector_without_nan(string name)
    {
        var text = Texts[name];
        foreach (var longText in Enum.GetValues<LongText>())
        {
            var data = _context.Data.LoadFromEnumerable([new Message { Text = text }, new Message { Text = "a plain one" }]);
            var transformer = Stage.Estimator(_context, Stage.Small with { LongText = longText, MaximumLength = null, Normalize = true }).Fit(data);
            var vectors = Stage.VectorsOf(_context, transformer.Transform(data));
            Assert.HasCount(2, vectors);
            Assert.HasCount(transformer.Dimension, vectors[0]);
            Assert.IsTrue(vectors[0].All(float.IsFinite), name);

            using var engine = _context.Model.CreatePredictionEngine<Message, Vectors>(transformer);
            CollectionAssert.AreEqual(vectors[0], engine.Predict(new Message { Text = text }).Features);
        }
    }

    [TestMethod]
    public void Null_and_empty_are_one_text()
    {
        var data = _context.Data.LoadFromEnumerable([new Message { Text = null }, new Message { Text = "" }]);
        var transformer = Stage.Estimator(_context).Fit(data);
        var vectors = Stage.VectorsOf(_context, transformer.Transform(data));
        CollectionAssert.AreEqual(vectors[0], vectors[1]);
        Assert.AreEqual(1, transformer.TextsEncoded);
    }
}
