using System.Numerics.Tensors;
using Microsoft.ML.Transfer.SentenceTransformers;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Embedding;

/// <summary>Folders of sentence-transformers, made around a small model.</summary>
[TestClass]
public sealed class SentenceTransformersTests
{
    private const string Transformer = """{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}""";
    private const string PoolingModule = """{"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}""";
    private const string DenseModule = """{"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"}""";
    private const string NormalizeModule = """{"idx": 3, "name": "3", "path": "3_Normalize", "type": "sentence_transformers.models.Normalize"}""";

    private readonly TinyModel _model = new();

    [TestCleanup]
    public void DeleteModel() => _model.Dispose();

    [TestMethod]
    public void Pooling_normalisation_and_length_are_the_models()
    {
        WriteModules(Transformer, PoolingModule, NormalizeModule);
        Write("1_Pooling/config.json", """{"word_embedding_dimension": 16, "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}""");
        Write("sentence_bert_config.json", """{"max_seq_length": 6, "do_lower_case": false}""");
        using var embedder = TextEmbedder.Load(_model.Folder);
        using var plain = Plain(new EmbeddingOptions { Pooling = Pooling.Cls, Normalize = true, MaximumLength = 6 });
        Assert.AreEqual((Pooling.Cls, true, 6), (embedder.Options.Pooling!.Value, embedder.Options.Normalize!.Value, embedder.Options.MaximumLength!.Value));
        CollectionAssert.AreEqual(plain.Embed("the cat sat on the mat and ran"), embedder.Embed("the cat sat on the mat and ran"));
    }

    [TestMethod]
    public void Options_come_before_what_the_model_says()
    {
        WriteModules(Transformer, PoolingModule, NormalizeModule);
        Write("1_Pooling/config.json", """{"pooling_mode_cls_token": true}""");
        using var embedder = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Pooling = Pooling.Max, Normalize = false });
        using var plain = Plain(new EmbeddingOptions { Pooling = Pooling.Max });
        CollectionAssert.AreEqual(plain.Embed("the cat"), embedder.Embed("the cat"));
    }

    [TestMethod]
    [DataRow("""{"pooling_mode_max_tokens": true}""", Pooling.Max)]
    [DataRow("""{"pooling_mode_mean_tokens": true}""", Pooling.Mean)]
    [DataRow("""{"pooling_mode_mean_sqrt_len_tokens": true}""", Pooling.SqrtLength)]
    [DataRow("""{"pooling_mode_lasttoken": true, "pooling_mode_cls_token": false}""", Pooling.Last)]
    [DataRow("""{"pooling_mode": "cls"}""", Pooling.Cls)]
    [DataRow("""{"pooling_mode_weightedmean_tokens": true}""", Pooling.WeightedMean)]
    public void Each_way_of_pooling_is_understood(string config, Pooling expected)
    {
        WriteModules(Transformer, PoolingModule);
        Write("1_Pooling/config.json", config);
        using var embedder = TextEmbedder.Load(_model.Folder);
        Assert.AreEqual(expected, embedder.Options.Pooling);
        Assert.IsFalse(embedder.Options.Normalize);
    }

    [TestMethod]
    public void Dense_layers_follow_on_pooling()
    {
        var (weight, bias) = WriteDense(outputs: 3);
        using var embedder = TextEmbedder.Load(_model.Folder);
        using var plain = Plain(new EmbeddingOptions());
        var pooled = plain.Embed("the dog ran");
        var expected = Enumerable.Range(0, 3).Select(i => (double)MathF.Tanh(TensorPrimitives.Dot(pooled, weight.AsSpan(i * 16, 16)) + bias[i])).ToArray();
        var norm = Math.Sqrt(expected.Sum(x => x * x));
        var vector = embedder.Embed("the dog ran");
        Assert.AreEqual(3, embedder.Dimension);
        Assert.AreEqual("dense.2", embedder.FeatureNames[2]);
        for (var i = 0; i < 3; i++)
            Assert.AreEqual(expected[i] / norm, vector[i], 1e-5);
    }

    [TestMethod]
    public void Other_layers_are_given_without_the_dense_ones()
    {
        WriteDense(outputs: 3);
        using var embedder = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Layers = Layers.At(1), Normalize = false });
        using var plain = Plain(new EmbeddingOptions { Layers = Layers.At(1) });
        CollectionAssert.AreEqual(plain.Embed("a cat"), embedder.Embed("a cat"));
    }

    [TestMethod]
    public void An_archive_keeps_dense_layers_prompt_and_case()
    {
        WriteDense(outputs: 5);
        Write("sentence_bert_config.json", """{"max_seq_length": 12, "do_lower_case": true}""");
        Write("config_sentence_transformers.json", """{"prompts": {"query": "the good ", "passage": ""}, "default_prompt_name": "passage"}""");
        using var embedder = TextEmbedder.Load(_model.Folder, new EmbeddingOptions { PromptName = "query", Dimensions = 4 });
        using var restored = TextEmbedder.FromArchive(embedder.ToArchive(), "archive");
        Assert.AreEqual(embedder.Options, restored.Options);
        Assert.AreEqual("the good ", restored.Options.Prompt);
        CollectionAssert.AreEqual(embedder.Embed("DOG ran"), restored.Embed("DOG ran"));
        CollectionAssert.AreEqual(embedder.FeatureNames, restored.FeatureNames);

        var entries = embedder.ToArchive().Entries.Where(entry => !entry.Key.Equals("dense.safetensors", StringComparison.Ordinal)).ToDictionary();
        Assert.Contains("'dense.safetensors' is missing", Assert.ThrowsExactly<InvalidDataException>(() => TextEmbedder.FromArchive(new EmbedderArchive(entries), "archive")).Message);
    }

    [TestMethod]
    public void Prompts_are_put_before_each_text()
    {
        WriteModules(Transformer, PoolingModule);
        Write("1_Pooling/config.json", """{"pooling_mode_mean_tokens": true}""");
        Write("config_sentence_transformers.json", """{"prompts": {"query": "the cat ", "passage": "a dog "}, "default_prompt_name": "passage"}""");
        using var plain = Plain(new EmbeddingOptions());
        AssertPrompt(new EmbeddingOptions { PromptName = "query" }, "the cat sat");
        AssertPrompt(new EmbeddingOptions(), "a dog sat");
        AssertPrompt(new EmbeddingOptions { Prompt = "" }, "sat");
        AssertPrompt(new EmbeddingOptions { Prompt = "very " }, "very sat");
        var error = Assert.ThrowsExactly<ArgumentException>(() => TextEmbedder.Load(_model.Folder, new EmbeddingOptions { PromptName = "title" }));
        Assert.Contains("has no prompt 'title'; it has passage, query.", error.Message);

        void AssertPrompt(EmbeddingOptions options, string whole)
        {
            using var embedder = TextEmbedder.Load(_model.Folder, options);
            CollectionAssert.AreEqual(plain.Embed(whole), embedder.Embed("sat"));
        }
    }

    [TestMethod]
    public void A_prompt_that_would_have_to_be_left_out_of_pooling_is_refused()
    {
        WriteModules(Transformer, PoolingModule);
        Write("1_Pooling/config.json", """{"pooling_mode_mean_tokens": true, "include_prompt": false}""");
        TextEmbedder.Load(_model.Folder).Dispose();
        Assert.Contains("'include_prompt' is false", Assert.ThrowsExactly<ArgumentException>(() => TextEmbedder.Load(_model.Folder, new EmbeddingOptions { Prompt = "x " })).Message);
    }

    [TestMethod]
    public void The_encoder_may_have_a_folder_of_its_own()
    {
        using var plain = Plain(new EmbeddingOptions());
        var encoder = Directory.CreateDirectory(Path.Combine(_model.Folder, "0_Transformer")).FullName;
        foreach (var file in Directory.GetFiles(_model.Folder))
            File.Move(file, Path.Combine(encoder, Path.GetFileName(file)));
        WriteModules(Transformer.Replace("\"path\": \"\"", "\"path\": \"0_Transformer\"", StringComparison.Ordinal), PoolingModule);
        Write("1_Pooling/config.json", """{"pooling_mode_mean_tokens": true}""");
        using var embedder = TextEmbedder.Load(_model.Folder);
        CollectionAssert.AreEqual(plain.Embed("the cat"), embedder.Embed("the cat"));
    }

    [TestMethod]
    public void The_published_files_of_a_well_known_model_are_understood()
    {
        var model = SentenceModel.Read(SharedData.Require("data", "tokenizers", "all-MiniLM-L6-v2", "all-MiniLM-L6-v2"));
        Assert.AreEqual((Pooling.Mean, true, 256), (model.Pooling!.Pooling, model.Normalize!.Value, model.MaximumLength!.Value));
    }

    [TestMethod]
    [DataRow("""[{"path": "", "type": "sentence_transformers.models.WordEmbeddings"}]""", "module 0: the module type 'sentence_transformers.models.WordEmbeddings' is not supported; supported are Transformer, Pooling, Dense, Normalize, Dropout")]
    [DataRow("""[{"path": "", "type": "custom.models.Transformer"}]""", "'custom.models.Transformer' is not supported")]
    [DataRow("""[{"path": ""}]""", "module 0: the text 'type' is missing")]
    [DataRow("""["x"]""", "module 0: expected an object")]
    [DataRow("{}", "expected a list of modules")]
    [DataRow("""[{"path": "../evil", "type": "sentence_transformers.models.Transformer"}]""", "the path '../evil' has a part '..'")]
    [DataRow($"[{Transformer}]", "the modules are Transformer; supported is a Transformer, then Pooling")]
    [DataRow($"[{Transformer}, {PoolingModule}, {NormalizeModule}, {DenseModule}]", "the modules are Transformer, Pooling, Normalize, Dense; supported is")]
    public void Modules_that_are_not_understood_are_named(string modules, string message)
    {
        Write("modules.json", modules);
        Assert.Contains(message, Assert.ThrowsExactly<InvalidDataException>(() => TextEmbedder.Load(_model.Folder)).Message);
    }

    [TestMethod]
    [DataRow("""{"pooling_mode_median_tokens": true}""", "the pooling mode 'median_tokens' is not supported")]
    [DataRow("""{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}""", "the pooling modes 'cls_token', 'mean_tokens' are chosen together")]
    [DataRow("""{"pooling_mode_cls_token": false}""", "no pooling mode is chosen")]
    [DataRow("[]", "expected an object")]
    public void Pooling_that_is_not_understood_is_named(string config, string message)
    {
        WriteModules(Transformer, PoolingModule);
        Write("1_Pooling/config.json", config);
        Assert.Contains(message, Assert.ThrowsExactly<InvalidDataException>(() => TextEmbedder.Load(_model.Folder)).Message);
    }

    [TestMethod]
    [DataRow("""{"in_features": 16, "out_features": 3, "activation_function": "torch.nn.modules.activation.Softplus"}""", "'torch.nn.modules.activation.Softplus' is not supported")]
    [DataRow("""{"in_features": 16}""", "'out_features' must be a whole number from 1")]
    [DataRow("""{"in_features": 16, "out_features": 4}""", "expected a tensor 'linear.weight' of shape [4, 16]; found [3, 16]")]
    [DataRow("""{"in_features": 16, "out_features": 3, "bias": false}""", "a dense layer of this configuration has linear.weight")]
    public void Dense_layers_that_are_not_understood_are_named(string config, string message)
    {
        WriteDense(outputs: 3);
        Write("2_Dense/config.json", config);
        Assert.Contains(message, Assert.ThrowsExactly<InvalidDataException>(() => TextEmbedder.Load(_model.Folder)).Message);
    }

    private TextEmbedder Plain(EmbeddingOptions options)
    {
        // The same encoder without the files that say how it is meant.
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "config.json", "model.safetensors", "vocab.txt", "tokenizer_config.json" })
            File.Copy(Path.Combine(_model.Folder, name), folder.File(name));
        return TextEmbedder.Load(folder.Path, options);
    }

    private (float[] Weight, float[] Bias) WriteDense(int outputs)
    {
        WriteModules(Transformer, PoolingModule, DenseModule, NormalizeModule);
        Write("1_Pooling/config.json", """{"pooling_mode_mean_tokens": true}""");
        Write("2_Dense/config.json", FormattableString.Invariant($$"""{"in_features": 16, "out_features": {{outputs}}, "bias": true, "activation_function": "torch.nn.modules.activation.Tanh"}"""));
        float[] weight = [.. Enumerable.Range(0, outputs * 16).Select(i => MathF.Sin(i) * 0.3f)];
        float[] bias = [.. Enumerable.Range(0, outputs).Select(i => 0.1f * i)];
        SafetensorsWriter.Save(Path.Combine(_model.Folder, "2_Dense", "model.safetensors"),
            [SafetensorsTensor.FromFloat32("linear.weight", [outputs, 16], weight), SafetensorsTensor.FromFloat32("linear.bias", [outputs], bias)]);
        return (weight, bias);
    }

    private void WriteModules(params string[] modules) => Write("modules.json", $"[{string.Join(", ", modules)}]");

    private void Write(string name, string content)
    {
        var path = Path.Combine(_model.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
