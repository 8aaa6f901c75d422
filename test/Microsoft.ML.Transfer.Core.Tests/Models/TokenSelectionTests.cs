using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Autograd;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>The last hidden state of some tokens alone is the one they have among all.</summary>
[TestClass]
public sealed class TokenSelectionTests
{
    public static IEnumerable<object[]> Names => TinyFamilies.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SomeTokensHaveTheBitsTheyHaveAmongAll(string name)
    {
        using var encoder = FamilyTests.Create(name);
        var batch = TinyFamilies.Pack(TinyFamilies.Sequences);
        using var all = encoder.Forward(batch, new HashSet<int> { encoder.Config.LayerCount });
        var (expected, width) = (FamilyTests.Read(all.Output), all.Output.Shape.Columns);
        foreach (int[] rows in (int[][])[[0, 9, 10], [0], [3, 4, 8, 13], [8, 9, 14], [.. Enumerable.Range(0, batch.TokenCount)], []])
        {
            using var some = encoder.Forward(batch, rows.AsSpan());
            CollectionAssert.AreEqual(rows.SelectMany(row => expected[(row * width)..((row + 1) * width)]).ToArray(), FamilyTests.Read(some.Output), string.Join(' ', rows));
        }
    }

    [TestMethod]
    public void TheFirstTokensOfBertArePooledAlike()
    {
        using var encoder = FamilyTests.Create("bert");
        var batch = TinyFamilies.Pack([2, 17, 5], [], [7, 9], []);
        var last = new HashSet<int> { encoder.Config.LayerCount };
        using var all = encoder.Forward(batch, last);
        using var first = encoder.Forward(batch, TokenSelection.FirstOfEach(batch), threads: 2);
        CollectionAssert.AreEqual(FamilyTests.Read(all.Pool(encoder.Config.LayerCount, Pooling.Cls)), FamilyTests.Read(first.Pool(encoder.Config.LayerCount, Pooling.Cls)));
        Assert.AreEqual(2, first[encoder.Config.LayerCount].Shape.Rows);
        using var ends = encoder.Forward(batch, TokenSelection.LastOfEach(batch), threads: 2);
        CollectionAssert.AreEqual(FamilyTests.Read(all.Pool(encoder.Config.LayerCount, Pooling.Last)), FamilyTests.Read(ends.Pool(encoder.Config.LayerCount, Pooling.Last)));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GradientsOfSomeTokensAreThoseOfAllWithNothingFromTheOthers(string name)
    {
        if (name is "deberta-talking")
            return; // Its attention has no gradient.
        using var encoder = FamilyTests.Create(name);
        var batch = TinyFamilies.Pack(TinyFamilies.Sequences);
        int[] rows = [0, 4, 9, 13];
        var expected = Gradients(encoder, computation =>
        {
            var all = encoder.Forward(computation, batch);
            return computation.Apply(new GatherRows(), all[all.LayerCount], computation.Arena.Upload(rows));
        });
        var actual = Gradients(encoder, computation =>
        {
            var some = encoder.Forward(computation, batch, rows);
            return some[some.LayerCount];
        });
        // Where the gradient of a parameter is 0 by the nature of the softmax, as that of a key's bias is, only rounding is left of it.
        var rounding = 2e-7f * expected.Values.Max(gradient => gradient.Max(Math.Abs));
        foreach (var (path, gradient) in expected)
        {
            var tolerance = 1e-5f * gradient.Max(Math.Abs) + rounding;
            for (var i = 0; i < gradient.Length; i++)
                Assert.AreEqual(gradient[i], actual[path][i], tolerance, $"{path} [{i}]");
        }
    }

    [TestMethod]
    [DataRow(new[] { 1, 0 }, "got 0 after 1")]
    [DataRow(new[] { 2, 2 }, "got 2 after 2")]
    [DataRow(new[] { 1, 15 }, "a batch of 15 tokens")]
    [DataRow(new[] { -1 }, "got -1")]
    public void RowsOutOfOrderOrOfAnotherBatchAreRefused(int[] rows, string message)
    {
        using var encoder = FamilyTests.Create("bert");
        var error = Assert.ThrowsExactly<ArgumentException>(() => encoder.Forward(TinyFamilies.Pack(TinyFamilies.Sequences), rows.AsSpan()).Dispose());
        StringAssert.Contains(error.Message, message);
    }

    private static Dictionary<string, float[]> Gradients(Encoder encoder, Func<Computation, Tensor> states)
    {
        using var gradients = new GradientSet(encoder.Backend, encoder.Parameters.Values);
        using var arena = encoder.Backend.CreateArena();
        var tape = new Tape(encoder.Backend, gradients);
        var computation = new Computation(encoder.Backend, arena) { Tape = tape };
        var read = states(computation);
        var target = new float[read.Shape.Count];
        for (var i = 0; i < target.Length; i++)
            target[i] = i % 7 - 3;
        tape.Backward(computation.Apply(new MeanSquaredError(), read, arena.Upload(target, read.Shape)), arena, 1f);
        return encoder.Parameters.ToDictionary(parameter => parameter.Key.Value, parameter => FamilyTests.Read(gradients.Gradients[parameter.Value]), StringComparer.Ordinal);
    }
}
