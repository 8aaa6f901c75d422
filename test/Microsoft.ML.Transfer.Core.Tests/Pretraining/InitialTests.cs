using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.LinearAlgebra;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.TestSupport;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Core.Tests.Pretraining;

[TestClass]
public sealed class InitialTests
{
    [TestMethod]
    public void EigenvectorsMultiplyToTheMatrix()
    {
        // Of the matrix [[2, 1], [1, 2]]: 3 and 1.
        var (values, vectors) = SymmetricEigen.Decompose(new double[,] { { 2, 1 }, { 1, 2 } });
        Assert.AreEqual(3, values[0], 1e-12);
        Assert.AreEqual(1, values[1], 1e-12);
        Assert.AreEqual(Math.Sqrt(0.5), Math.Abs(vectors[0, 0]), 1e-12);

        const int n = 20;
        var random = new Random(1);
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
                matrix[i, j] = matrix[j, i] = random.NextDouble() - 0.5;
        }
        (values, vectors) = SymmetricEigen.Decompose((double[,])matrix.Clone());
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                Assert.AreEqual(matrix[i, j], Enumerable.Range(0, n).Sum(k => vectors[i, k] * values[k] * vectors[j, k]), 1e-11);
        }
        CollectionAssert.AreEqual(values.OrderDescending().ToArray(), values);
    }

    [TestMethod]
    public void CooccurrencesAreThePositivePointwiseInformationOfTheText()
    {
        using var text = new Text("the cat sat the dog sat the cat ran");
        var counts = Cooccurrences.Count([text.Store], text.Tokenizer.IdLimit, window: 1, default);
        // By hand, the neighbours of each, both ways:
        // the: cat 2, sat 2, dog 1; cat: the 2, sat 1, ran 1; sat: cat 1, the 2, dog 1; dog: the 1, sat 1; ran: cat 1. 16 in all.
        var (the, cat) = (text.Id("the"), text.Id("cat"));
        var sums = new Dictionary<string, double> { ["the"] = 5, ["cat"] = 4, ["sat"] = 4, ["dog"] = 2, ["ran"] = 1 };
        var smoothed = sums.Values.Sum(sum => Math.Pow(sum, 0.75));
        var expected = Math.Log(2.0 / 16 / (5.0 / 16 * (Math.Pow(4, 0.75) / smoothed)));
        Assert.IsGreaterThan(0.0, expected);
        var x = new float[counts.Contexts];
        x[counts.ContextOf(cat)] = 1;
        var y = new float[counts.Rows];
        counts.Multiply(x, y, width: 1);
        Assert.AreEqual(expected, y[the], 1e-6);
        Assert.AreEqual(0, y[text.Id("dog")], "never beside each other");
        Assert.AreEqual(3, counts.Frequencies[the]);

        // The transposed product is that of the same matrix.
        var (u, v) = (new float[counts.Rows], new float[counts.Contexts]);
        u[the] = 1;
        counts.MultiplyTransposed(u, v, width: 1);
        Assert.AreEqual(y[the], v[counts.ContextOf(cat)]);
    }

    [TestMethod]
    public void VectorsOfWordsInTheSamePlacesAreAlike()
    {
        var random = new Random(3);
        string[] animals = ["cat", "dog"], verdicts = ["good", "bad"];
        var sentences = Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? $"the {animals[random.Next(2)]} sat on a mat" : $"it was not very {verdicts[random.Next(2)]} !");
        using var text = new Text(string.Join('\n', sentences));
        var counts = Cooccurrences.Count([text.Store], text.Tokenizer.IdLimit, window: 3, default);
        var vectors = WordVectors.Factor(counts, rank: 8, seed: 1, default);
        Assert.IsGreaterThan(0.95, Cosine("cat", "dog"));
        Assert.IsGreaterThan(0.95, Cosine("good", "bad"));
        Assert.IsLessThan(0.5, Cosine("cat", "bad"));
        CollectionAssert.AreEqual(vectors, WordVectors.Factor(counts, rank: 8, seed: 1, default), "the same bits again");

        double Cosine(string a, string b) =>
            System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(vectors.AsSpan(text.Id(a) * 8, 8), vectors.AsSpan(text.Id(b) * 8, 8));
    }

    [TestMethod]
    public void TheFirstHeadsLookAtTheirNeighbours()
    {
        using var text = new Text("the cat sat on the mat and it was not very good . a dog ran fast");
        var config = new MaskedLanguageModelShape { Layers = 1, HiddenSize = 256, Heads = 4, IntermediateSize = 16, MaximumPositions = 64 }.ToConfig(text.Tokenizer.IdLimit);
        var counts = Cooccurrences.Count([text.Store], config.VocabularySize, window: 5, default);
        using var encoder = Encoder.Create(config, new CorpusInitialization(config, counts, seed: 1, default));
        var ids = text.Tokenizer.Encode("the cat sat on the mat and it was not very good . a dog").Ids;
        using var states = encoder.Forward(new TokenBatchBuilder().Add(ids).Build(), attentions: true);
        var attention = states.Attentions[0];
        int[] offsets = [-1, 1, -2, 2];
        for (var head = 0; head < offsets.Length; head++)
        {
            for (var i = 0; i < ids.Length; i++)
            {
                if (i + offsets[head] < 0 || i + offsets[head] >= ids.Length)
                    continue;
                var weights = attention.Values.Span.Slice((head * ids.Length + i) * ids.Length, ids.Length);
                Assert.AreEqual(i + offsets[head], System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(weights), $"head {head}, token {i}");
                Assert.IsGreaterThan(0.5f, weights[i + offsets[head]]);
            }
        }
    }

    private sealed class Text : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly TinyModel _model = new();

        public Text(string text)
        {
            Tokenizer = PretrainedTokenizer.Load(_model.Folder);
            Store = TokenStore.Open(new Corpus(_folder.Write("text.txt", text)), Tokenizer, _folder.Path, default);
        }

        public PretrainedTokenizer Tokenizer { get; }

        public TokenStore Store { get; }

        public int Id(string token) => Tokenizer.TokenToId(token)!.Value;

        public void Dispose()
        {
            Store.Dispose();
            _model.Dispose();
            _folder.Dispose();
        }
    }
}
