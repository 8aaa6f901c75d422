using System.Text.Json;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>Encoder–decoder models, and one that was trained: BART that spells English words in phonemes.</summary>
[TestClass]
public sealed class DecoderTests
{
    private const int Start = 1;
    private const int End = 2;

    // The model says that a word begins, which is no phoneme.
    private const int SpecialIds = 4;

    [TestMethod]
    public void HiddenStatesOfATrainedEncoderEqualTheReference()
    {
        using var folder = new TrainedModel();
        using var model = PretrainedModel.Load(folder.Path);
        var numeric = folder.Reference.GetProperty("numeric");
        int[] ids = [.. numeric.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32())];
        using var states = model.Encoder.Forward(TinyFamilies.Pack(ids));
        var actual = FamilyTests.Read(states.Output);
        double[] expected = [.. numeric.GetProperty("encoder_last_hidden").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(x => x.GetDouble())];
        Assert.HasCount(expected.Length, actual);
        var worst = expected.Zip(actual, (x, y) => Math.Abs(x - y)).Max();
        Console.WriteLine($"encoder_last_hidden: {worst:E2}");
        Assert.IsLessThanOrEqualTo(1e-5, worst);
    }

    [TestMethod]
    public void ATrainedModelSpellsWordsAsTheReferenceDoes()
    {
        using var folder = new TrainedModel();
        using var model = PretrainedModel.Load(folder.Path);
        var (graphemes, phonemes) = (folder.Config.GetProperty("grapheme_chars").GetString()!, folder.Config.GetProperty("phoneme_chars").GetString()!);
        foreach (var entry in folder.Reference.GetProperty("words").EnumerateArray())
        {
            var word = entry.GetProperty("word").GetString()!;
            int[] ids = [Start, .. word.Select(c => graphemes.IndexOf(c, StringComparison.Ordinal)), End];
            Assert.AreEqual(entry.GetProperty("greedy").GetString(), string.Concat(Decode(model, ids).Where(id => id >= SpecialIds).Select(id => phonemes[id])), word);
        }
    }

    [TestMethod]
    [DataRow("bart")]
    [DataRow("t5")]
    [DataRow("t5-gated")]
    public void ADecoderSeesNoTokenThatFollows(string name)
    {
        using var model = Tiny(name);
        using var encoded = model.Encoder.Forward(TinyFamilies.Pack([5, 6, 7]));
        var prefix = Decode([3, 9], encoded);
        var whole = Decode([3, 9, 20, 4], encoded);
        for (var i = 0; i < prefix.Length; i++)
            Assert.AreEqual(prefix[i], whole[i], 1e-5f);

        float[] Decode(int[] ids, HiddenStates memory)
        {
            using var states = model.Decoder.Forward(TinyFamilies.Pack(ids), memory);
            return FamilyTests.Read(states.Output);
        }
    }

    [TestMethod]
    public void TheDecoderNeedsASequenceForEachOfTheEncoders()
    {
        using var model = Tiny("t5");
        using var encoded = model.Encoder.Forward(TinyFamilies.Pack([5, 6, 7], [8]));
        var error = Assert.ThrowsExactly<ArgumentException>(() => model.Decoder.Forward(TinyFamilies.Pack([3]), encoded));
        StringAssert.Contains(error.Message, "one sequence for each of the encoder's 2; got 1", StringComparison.Ordinal);
    }

    private static List<int> Decode(PretrainedModel model, int[] ids)
    {
        var head = model.Heads.Single();
        using var encoded = model.Encoder.Forward(TinyFamilies.Pack(ids));
        var tokens = new List<int> { Start };
        while (tokens.Count < 60)
        {
            using var states = model.Decoder!.Forward(TinyFamilies.Pack(tokens.ToArray()), encoded);
            var scores = FamilyTests.Read(head.Forward(states)).AsSpan(^head.ScoreCount..);
            var next = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores);
            if (next == End)
                break;
            tokens.Add(next);
        }
        return tokens[1..];
    }

    private static TinyEncoderDecoder Tiny(string name) => new(name);

    private sealed class TinyEncoderDecoder : IDisposable
    {
        public TinyEncoderDecoder(string name)
        {
            var config = TinyFamilies.Read(TinyFamilies.Configurations[name], out var family);
            using var json = JsonDocument.Parse(TinyFamilies.Configurations[name]);
            var parameters = new Parameters.ParameterSet(Tensors.Backends.Cpu.CpuBackend.Instance, new RandomParameters(11));
            Encoder = new Encoder(config, parameters);
            Decoder = new Decoder(family.ReadDecoder!(new ConfigReader(json.RootElement, name)), parameters, Encoder);
        }

        public Encoder Encoder { get; }

        public Decoder Decoder { get; }

        public void Dispose() => Encoder.Dispose();
    }

    /// <summary>The trained model under the names of a checkpoint folder.</summary>
    private sealed class TrainedModel : IDisposable
    {
        public TrainedModel()
        {
            var resources = SharedData.Require("data", "bart_g2p", "Resources");
            Path = Directory.CreateTempSubdirectory("bart-").FullName;
            File.Copy(System.IO.Path.Combine(resources, "us_bart_config.json"), System.IO.Path.Combine(Path, "config.json"));
            File.Copy(System.IO.Path.Combine(resources, "us_bart.safetensors"), System.IO.Path.Combine(Path, "model.safetensors"));
            Config = Parse(System.IO.Path.Combine(Path, "config.json"));
            Reference = Parse(SharedData.Require("data", "bart_g2p", "reference_us.json"));
        }

        public string Path { get; }

        public JsonElement Config { get; }

        public JsonElement Reference { get; }

        public void Dispose() => Directory.Delete(Path, recursive: true);

        private static JsonElement Parse(string path)
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Clone();
        }
    }
}
