using System.Text.Json.Nodes;
using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Core.Tests.Models;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.LanguageModels;

[TestClass]
public sealed class CausalLanguageModelTests
{
    private const int Vocabulary = 40;
    private static readonly string[] Texts = ["w3 w17 w5", "w8", "", "w2 w2 w39 w1 w0"];

    [TestMethod]
    [DataRow(null)]
    [DataRow(7)]
    public void EachTokenIsPredictedFromThoseBeforeIt(int? begin)
    {
        using var folder = new TemporaryFolder();
        Write(folder, "gpt2", begin);
        using var model = (CausalLanguageModel)LanguageModel.Load(folder.Path);
        var scores = model.Score(Texts, threads: 2);
        using var plain = PretrainedModel.Load(folder.Path);
        for (var text = 0; text < Texts.Length; text++)
        {
            var words = Texts[text].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => int.Parse(word[1..], null));
            int[] ids = begin is { } first ? [first, .. words] : [.. words];
            var expected = ids.Length < 2 ? 0 : LogLikelihood(plain, ids);
            Assert.AreEqual(Math.Max(0, ids.Length - 1), scores[text].Tokens);
            Assert.AreEqual(expected, scores[text].LogLikelihood, 1e-5);
        }
        Assert.AreEqual(scores[3], model.Score([Texts[3]], threads: 1)[0]);
    }

    [TestMethod]
    public void ALongTextIsReadInParts()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "gpt2", begin: 7);
        using var model = LanguageModel.Load(folder.Path);
        // Nineteen tokens fit beside the one that begins a text.
        var part = string.Join(' ', Enumerable.Range(0, 19).Select(i => FormattableString.Invariant($"w{i}")));
        var (one, two) = (model.Score([part])[0], model.Score([part + " " + part])[0]);
        Assert.AreEqual(38, two.Tokens);
        Assert.AreEqual(2 * one.LogLikelihood, two.LogLikelihood, 1e-9);
    }

    [TestMethod]
    [DataRow("gpt2")]
    [DataRow("llama")]
    public void TheLikelihoodIsThatOfTheReference(string name)
    {
        var files = SharedData.Require("parity", "models", name);
        using var folder = new TemporaryFolder();
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(files, "config.json")))!.AsObject();
        config.Remove("bos_token_id");
        File.WriteAllText(folder.File("config.json"), config.ToJsonString());
        File.Copy(Path.Combine(files, "model.safetensors"), folder.File("model.safetensors"));
        WordLevel.Write(folder.Path, config["vocab_size"]!.GetValue<int>());
        using var model = CausalLanguageModel.Load(folder.Path);
        var batch = JsonNode.Parse(File.ReadAllText(Path.Combine(files, "inputs.json")))!["batches"]!["padded"]!;
        var mask = batch["attention_mask"]!.AsArray();
        int[][] rows = [.. batch["input_ids"]!.AsArray().Select((row, i) => row!.AsArray().Take(mask[i]!.AsArray().Sum(bit => bit!.GetValue<int>())).Select(id => id!.GetValue<int>()).ToArray())];
        using var expected = SafetensorsFile.Open(Path.Combine(files, "expected.safetensors"));
        Assert.IsTrue(expected.TryGetEntry("padded/lm.logits", out var entry));
        var logits = new float[entry!.ElementCount];
        expected.ReadFloat32(entry, logits);
        var (length, size) = ((int)entry.Shape[1], (int)entry.Shape[2]);
        var scores = model.Score([.. rows.Select(row => string.Join(' ', row.Select(id => FormattableString.Invariant($"w{id}"))))]);
        for (var row = 0; row < rows.Length; row++)
        {
            var sum = 0.0;
            for (var i = 1; i < rows[row].Length; i++)
            {
                var before = logits[(((row * length) + i - 1) * size)..(((row * length) + i) * size)];
                sum += before[rows[row][i]] - Math.Log(before.Sum(value => Math.Exp(value)));
            }
            Assert.AreEqual(sum, scores[row].LogLikelihood, 3e-5 * Math.Max(1, rows[row].Length));
        }
    }

    private static double LogLikelihood(PretrainedModel model, int[] ids)
    {
        using var states = model.Encoder.Forward(new TokenBatchBuilder().Add(ids).Build());
        var logits = model.Heads[0].Forward(states);
        var values = new float[logits.Shape.Count];
        logits.CopyTo(values);
        var rows = values.Chunk(logits.Shape.Columns).ToArray();
        return Enumerable.Range(1, ids.Length - 1).Sum(i => rows[i - 1][ids[i]] - Math.Log(rows[i - 1].Sum(value => Math.Exp(value))));
    }

    private static void Write(TemporaryFolder folder, string family, int? begin)
    {
        var json = TinyFamilies.Configurations[family];
        var config = TinyFamilies.Read(json, out var read);
        using (var document = System.Text.Json.JsonDocument.Parse(json))
        {
            var heads = read.Heads(new Transfer.Models.ConfigReader(document.RootElement, "config.json"));
            using var model = PretrainedModel.Create(read, config, [heads.First(head => head.Objective == Objective.CausalLanguageModel)], new RandomParameters(3));
            model.Save(folder.Path);
        }
        var saved = JsonNode.Parse(File.ReadAllText(folder.File("config.json")))!.AsObject();
        if (begin is { } id)
            saved["bos_token_id"] = id;
        File.WriteAllText(folder.File("config.json"), saved.ToJsonString());
        WordLevel.Write(folder.Path, Vocabulary);
    }
}
