using Microsoft.ML.Tokenizers;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Tests.Tokenization;

/// <summary>Tokenizers of Microsoft.ML.Tokenizers that feed an encoder.</summary>
[TestClass]
public sealed class ForEncoderTests
{
    private static readonly string[] Texts = ["the cat sat on the mat", "", "a very good dog ran fast!", "it was\ud800 bad"];

    [TestMethod]
    public void The_vectors_are_those_of_the_models_own_tokenizer()
    {
        using var own = TextEmbedder.Load(Stage.Folder);
        var tokenizer = new WordTokenizer(PretrainedTokenizer.Load(Stage.Folder)).ForEncoder(before: [Id("[CLS]")], after: [Id("[SEP]")]);
        using var fed = TextEmbedder.Load(Stage.Folder, tokenizer);
        Assert.AreSame(tokenizer, fed.Tokenizer);
        foreach (var text in Texts)
            CollectionAssert.AreEqual(own.Embed(text), fed.Embed(text), text);
    }

    [TestMethod]
    public void Our_own_tokenizer_goes_there_and_back()
    {
        var ours = PretrainedTokenizer.Load(Stage.Folder);
        using var own = TextEmbedder.Load(Stage.Folder);
        using var fed = TextEmbedder.Load(Stage.Folder, ours.AsTokenizer().ForEncoder([Id("[CLS]")], [Id("[SEP]")]));
        using var direct = TextEmbedder.Load(Stage.Folder, ours);
        CollectionAssert.AreEqual(own.Embed("The dog's very good."), fed.Embed("The dog's very good."));
        CollectionAssert.AreEqual(own.Embed("The dog's very good."), direct.Embed("The dog's very good."));
    }

    [TestMethod]
    public void A_pipeline_takes_it_and_saving_it_is_refused()
    {
        var ml = new MLContext(seed: 1);
        using var embedder = TextEmbedder.Load(Stage.Folder, new WordTokenizer(PretrainedTokenizer.Load(Stage.Folder)).ForEncoder([Id("[CLS]")], [Id("[SEP]")]));
        var data = ml.Data.LoadFromEnumerable([new Message { Text = "the cat" }]);
        var model = ml.Transforms.PretrainedEmbeddings("Features", "Text", embedder).Fit(data);
        CollectionAssert.AreEqual(embedder.Embed("the cat"), Stage.VectorsOf(ml, model.Transform(data))[0]);
        var error = Assert.ThrowsExactly<NotSupportedException>(() => ml.Model.Save(model, data.Schema, new MemoryStream()));
        StringAssert.Contains(error.Message, "came from the program", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Lengths_and_ids_are_checked()
    {
        var tokenizer = new WordTokenizer(PretrainedTokenizer.Load(Stage.Folder));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => tokenizer.ForEncoder(before: [-1]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => tokenizer.ForEncoder(modelMaxLength: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TextEmbedder.Load(Stage.Folder, tokenizer.ForEncoder([2], [3], modelMaxLength: 2)));
        // Ids that the encoder has no vectors for are found with the text.
        using var wrong = TextEmbedder.Load(Stage.Folder, tokenizer.ForEncoder(before: [100_000]));
        Assert.ThrowsExactly<ArgumentException>(() => wrong.Embed("the cat"));
    }

#if !MLNET_COMPAT
    [TestMethod]
    public void The_BERT_tokenizer_of_ML_NET_gives_the_same_vectors()
    {
        var bert = BertTokenizer.Create(Path.Combine(Stage.Folder, "vocab.txt"));
        using var own = TextEmbedder.Load(Stage.Folder);
        using var fed = TextEmbedder.Load(Stage.Folder, bert.ForEncoder([bert.ClassificationTokenId], [bert.SeparatorTokenId]));
        foreach (var text in Texts)
            CollectionAssert.AreEqual(own.Embed(text), fed.Embed(text), text);
    }
#endif

    private static int Id(string token) => PretrainedTokenizer.Load(Stage.Folder).TokenToId(token)!.Value;

    /// <summary>A tokenizer of someone else's: whole words between spaces.</summary>
    private sealed class WordTokenizer(PretrainedTokenizer vocabulary) : Tokenizer
    {
        protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        {
            var tokens = new List<EncodedToken>();
            var whole = textSpan.ToString().Replace("!", " !", StringComparison.Ordinal).Replace("\uFFFD", "", StringComparison.Ordinal);
            foreach (var word in whole.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                tokens.Add(new EncodedToken(vocabulary.TokenToId(word)!.Value, word, 0..0));
            return new EncodeResults<EncodedToken> { Tokens = tokens, CharsConsumed = textSpan.Length };
        }

        public override System.Buffers.OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten) => throw new NotSupportedException();
    }
}
