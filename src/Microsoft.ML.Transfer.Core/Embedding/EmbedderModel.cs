using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer;

/// <summary>An encoder with its tokenizer.</summary>
/// <param name="Name">What it was asked for by.</param>
/// <param name="Notice">What the user should know about it, or null.</param>
/// <param name="Encoder">The encoder, owned.</param>
/// <param name="Tokenizer">The tokenizer.</param>
internal sealed record EmbedderModel(string Name, string? Notice, Encoder Encoder, IEncoderTokenizer Tokenizer) : IDisposable
{
    /// <param name="folder">The folder of the model.</param>
    /// <param name="tokenizer">Takes the place of the folder's own tokenizer where given.</param>
    /// <param name="format">The numbers that the weights are kept in.</param>
    public static EmbedderModel LoadFolder(string folder, IEncoderTokenizer? tokenizer, WeightFormat format)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"There is no model '{folder}': neither a folder of that name nor a shipped model. Shipped: {string.Join(", ", ShippedModels.Names)}.");
        }
        return Create(folder, notice: null, tokenizer ?? PretrainedTokenizer.Load(folder), Encoder.Load(folder, weights: format));
    }

    public static EmbedderModel FromArchive(EmbedderArchive archive, string name, SavedOptions saved)
    {
        var tokenizer = PretrainedTokenizer.FromJson(archive.Require(EmbedderArchive.TokenizerName, name), $"{name}/{EmbedderArchive.TokenizerName}");
        var source = $"{name}/{EmbedderArchive.ConfigName}";
        using var json = BoundedJson.Parse(archive.Require(EmbedderArchive.ConfigName, name), source);
        var family = ModelFamilies.Of(json.RootElement, source);
        var config = family.ReadConfig(new ConfigReader(json.RootElement, source));
        using var weights = CheckpointWeights.FromBytes(archive.Require(EmbedderArchive.WeightsName, name), $"{name}/{EmbedderArchive.WeightsName}");
        return Create(saved.Model, saved.Notice, tokenizer, Encoder.Create(config, new CheckpointParameters(weights, family.Names(config)), weights: saved.Options.WeightFormat));
    }

    /// <summary>The same model with another tokenizer; the encoder goes over to it.</summary>
    public EmbedderModel With(IEncoderTokenizer tokenizer) => Create(Name, Notice, tokenizer, Encoder);

    public EmbedderArchive ToArchive(byte[] options)
    {
        if (Tokenizer is not PretrainedTokenizer tokenizer)
        {
            throw new NotSupportedException(
                $"{Name}: the tokenizer {Tokenizer.GetType().Name} came from the program and has no form in a file, so that the model cannot be saved with it. Load the model with the tokenizer of its folder to save it.");
        }
        var config = Encoder.Config;
        var family = ModelFamilies.Of(config.ModelType, Name);
        return new EmbedderArchive(new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [EmbedderArchive.OptionsName] = options,
            [EmbedderArchive.ConfigName] = WriteConfig(family, config),
            [EmbedderArchive.TokenizerName] = tokenizer.ToJson(),
            [EmbedderArchive.WeightsName] = WriteWeights(family),
        });
    }

    public void Dispose() => Encoder.Dispose();

    /// <summary>Refuses a tokenizer and an encoder that were not made for each other, before the first odd id.</summary>
    private static EmbedderModel Create(string name, string? notice, IEncoderTokenizer tokenizer, Encoder encoder)
    {
        if ((tokenizer.IdLimit ?? 0) <= encoder.Config.VocabularySize)
            return new EmbedderModel(name, notice, encoder, tokenizer);
        var size = encoder.Config.VocabularySize;
        encoder.Dispose();
        throw new InvalidDataException($"{name}: the tokenizer's ids go up to {tokenizer.IdLimit - 1}, but the encoder has vectors for the {size} ids from 0.");
    }

    private static byte[] WriteConfig(ModelFamily family, EncoderConfig config)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("model_type", config.ModelType);
            family.WriteConfig(json, config);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private byte[] WriteWeights(ModelFamily family)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, CheckpointExport.ToTensors(Encoder.Parameters, family.Names(Encoder.Config)));
        return stream.ToArray();
    }
}
