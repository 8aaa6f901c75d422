using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>What holds for every family, on tiny models with random parameters.</summary>
[TestClass]
public sealed class FamilyTests
{
    public static IEnumerable<object[]> Names => TinyFamilies.Names;

    [TestMethod]
    public void EveryFamilyHasATinyModel()
    {
        var tested = TinyFamilies.Configurations.Values.Select(json => TinyFamilies.Read(json, out _).ModelType).Distinct(StringComparer.Ordinal);
        CollectionAssert.AreEquivalent(ModelFamilies.All.Select(family => family.ModelType).ToArray(), tested.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AConfigurationIsReadBackAsItWasWritten(string name)
    {
        var config = TinyFamilies.Read(TinyFamilies.Configurations[name], out var family);
        Assert.AreEqual(config, TinyFamilies.Read(System.Text.Encoding.UTF8.GetString(Write(family, config)), out _));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheBitsOfASequenceDoNotDependOnThoseBesideItOrOnTheThreads(string name)
    {
        using var encoder = Create(name);
        var together = Compute(encoder, TinyFamilies.Pack(TinyFamilies.Sequences), threads: 3);
        var alone = TinyFamilies.Sequences.SelectMany(ids => Compute(encoder, TinyFamilies.Pack(ids), threads: 1)).ToArray();
        CollectionAssert.AreEqual(alone, together);
        Assert.IsTrue(together.All(float.IsFinite));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ALayerIsTheSameWhicheverOthersAreKept(string name)
    {
        using var encoder = Create(name);
        var batch = TinyFamilies.Pack(TinyFamilies.Sequences);
        using var all = encoder.Forward(batch, attentions: true);
        for (var layer = 0; layer <= all.LayerCount; layer++)
        {
            using var one = encoder.Forward(batch, new HashSet<int> { layer });
            CollectionAssert.AreEqual(Read(all[layer]), Read(one[layer]), $"layer {layer}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AttentionWeightsSumToOneWithinTheirSequence(string name)
    {
        using var encoder = Create(name);
        using var states = encoder.Forward(TinyFamilies.Pack(TinyFamilies.Sequences), attentions: true);
        Assert.IsGreaterThanOrEqualTo(states.LayerCount, states.Attentions.Count);
        // Talking heads mix weights after the softmax.
        if (encoder.Config.Attention.Disentangled is { MixesHeads: true })
            return;
        foreach (var weights in states.Attentions)
        {
            Assert.AreEqual(9, weights.Columns);
            var row = 0;
            foreach (var length in TinyFamilies.Sequences.SelectMany(ids => Enumerable.Repeat(ids.Length, weights.Heads * ids.Length)))
            {
                var values = weights.Values.Span.Slice(row++ * weights.Columns, weights.Columns);
                Assert.AreEqual(1.0, values[..length].ToArray().Sum(), 1e-5);
                Assert.IsFalse(values[length..].ContainsAnyExcept(0f));
            }
            Assert.AreEqual(weights.Values.Length, row * weights.Columns);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void HiddenTokensChangeNothingForTheOthers(string name)
    {
        using var encoder = Create(name);
        int[] ids = [2, 17, 5, 9, 33];
        var expected = Compute(encoder, TinyFamilies.Pack(ids), threads: 1);
        // Padding is id 1 for the families that count positions past it.
        var padded = new Batching.TokenBatchBuilder().Add([.. ids, 1, 1, 1], visible: [1, 1, 1, 1, 1, 0, 0, 0]).Build();
        var actual = Compute(encoder, padded, threads: 1);
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-5f);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void CheckpointsAreReadBackAsTheyWereWritten(string name)
    {
        using var encoder = Create(name);
        var family = ModelFamilies.Of(encoder.Config.ModelType, name);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, CheckpointExport.ToTensors(encoder.Parameters, family.Names(encoder.Config)));
        using var weights = CheckpointWeights.FromBytes(stream.ToArray(), name);
        using var read = Encoder.Create(encoder.Config, new CheckpointParameters(weights, family.Names(encoder.Config)));
        var batch = TinyFamilies.Pack(TinyFamilies.Sequences);
        CollectionAssert.AreEqual(Compute(encoder, batch, threads: 1), Compute(read, batch, threads: 1));
        Assert.AreEqual(encoder.HasPooler, read.HasPooler);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AnEmbedderIsRestoredFromItsArchiveBitForBit(string name)
    {
        using var tokenizer = new TinyModel();
        var vocabulary = File.ReadLines(Path.Combine(tokenizer.Folder, "vocab.txt")).Count();
        var config = TinyFamilies.Read(TinyFamilies.Configurations[name], out var family) with { VocabularySize = vocabulary };
        File.WriteAllBytes(Path.Combine(tokenizer.Folder, "config.json"), Write(family, config));
        using (var encoder = Encoder.Create(config, new RandomParameters(11)))
            SafetensorsWriter.Save(Path.Combine(tokenizer.Folder, "model.safetensors"), CheckpointExport.ToTensors(encoder.Parameters, family.Names(config)));

        using var embedder = TextEmbedder.Load(tokenizer.Folder);
        using var restored = TextEmbedder.FromArchive(embedder.ToArchive(), "archive");
        var vector = embedder.Embed("the cat sat on the mat");
        Assert.IsTrue(vector.All(float.IsFinite) && vector.Distinct().Count() > 8);
        CollectionAssert.AreEqual(vector, restored.Embed("the cat sat on the mat"));
    }

    internal static Encoder Create(string name) => Encoder.Create(TinyFamilies.Read(TinyFamilies.Configurations[name], out _), new RandomParameters(11));

    internal static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private static byte[] Write(ModelFamily family, EncoderConfig config)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("model_type", config.ModelType);
            family.WriteConfig(json, config);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static float[] Compute(Encoder encoder, Batching.TokenBatch batch, int threads)
    {
        using var states = encoder.Forward(batch, new HashSet<int> { encoder.Config.LayerCount }, threads);
        return Read(states[states.LayerCount]);
    }
}
