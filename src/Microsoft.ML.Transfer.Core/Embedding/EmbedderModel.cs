using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.SentenceTransformers;
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
    /// <summary>The linear layers after pooling, owned; null where there are none.</summary>
    public DenseLayers? Dense { get; init; }

    /// <summary>Whether texts are lower-cased before they are tokenized.</summary>
    public bool LowerCase { get; init; }

    /// <summary>What an archive calls the model: not where it stood.</summary>
    public string PortableName { get; init; } = Path.GetFileName(Path.TrimEndingDirectorySeparator(Name));

    /// <summary>Loads a model folder.</summary>
    /// <param name="sentence">What the folder says.</param>
    /// <param name="name">What the model was asked for by.</param>
    /// <param name="options">The numbers that the weights are kept in, and whether the dense layers are wanted: they belong to the last layer.</param>
    /// <param name="tokenizer">Takes the place of the folder's own tokenizer where given.</param>
    public static EmbedderModel LoadFolder(SentenceModel sentence, string name, EmbeddingOptions options, IEncoderTokenizer? tokenizer)
    {
        tokenizer ??= PretrainedTokenizer.Load(sentence.EncoderFolder);
        var dense = Layers.Last.Equals(options.Layers) && sentence.DenseFolders.Count > 0 ? DenseLayers.Load(sentence.DenseFolders) : null;
        try
        {
            var encoder = Encoder.Load(sentence.EncoderFolder, weights: options.WeightFormat);
            return Create(name, notice: null, tokenizer, encoder) with { Dense = dense, LowerCase = sentence.LowerCase };
        }
        catch
        {
            dense?.Dispose();
            throw;
        }
    }

    public static EmbedderModel FromArchive(EmbedderArchive archive, string name, SavedOptions saved)
    {
        var tokenizer = PretrainedTokenizer.FromJson(archive.Require(EmbedderArchive.TokenizerName, name), $"{name}/{EmbedderArchive.TokenizerName}");
        var source = $"{name}/{EmbedderArchive.ConfigName}";
        using var json = BoundedJson.Parse(archive.Require(EmbedderArchive.ConfigName, name), source);
        var family = ModelFamilies.Of(json.RootElement, source);
        var config = family.ReadConfig(new ConfigReader(json.RootElement, source));
        using var weights = CheckpointWeights.FromBytes(archive.Require(EmbedderArchive.WeightsName, name), $"{name}/{EmbedderArchive.WeightsName}");
        var dense = saved.Dense is { Count: > 0 }
            ? DenseLayers.FromBytes(saved.Dense, archive.Require(EmbedderArchive.DenseName, name), $"{name}/{EmbedderArchive.DenseName}")
            : null;
        try
        {
            var encoder = Encoder.Create(config, new CheckpointParameters(weights, family.Names(config)), weights: saved.Options.WeightFormat);
            return Create(saved.Model, saved.Notice, tokenizer, encoder) with { Dense = dense, LowerCase = saved.LowerCase, PortableName = saved.Model };
        }
        catch
        {
            dense?.Dispose();
            throw;
        }
    }

    /// <summary>The same model with another tokenizer; the encoder goes over to it.</summary>
    public EmbedderModel With(IEncoderTokenizer tokenizer) =>
        Create(Name, Notice, tokenizer, Encoder) with { Dense = Dense, LowerCase = LowerCase, PortableName = PortableName };

    public EmbedderArchive ToArchive(EmbeddingOptions options)
    {
        if (Tokenizer is not PretrainedTokenizer tokenizer)
        {
            throw new NotSupportedException(
                $"{Name}: the tokenizer {Tokenizer.GetType().Name} came from the program and has no form in a file, so that the model cannot be saved with it. Load the model with the tokenizer of its folder to save it.");
        }
        var config = Encoder.Config;
        var family = ModelFamilies.Of(config.ModelType, Name);
        var saved = new SavedOptions(PortableName, Notice, options, LowerCase, Dense?.Configs);
        var entries = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [EmbedderArchive.OptionsName] = SavedOptions.Write(saved),
            [EmbedderArchive.ConfigName] = WriteConfig(family, config),
            [EmbedderArchive.TokenizerName] = tokenizer.ToJson(),
            [EmbedderArchive.WeightsName] = WriteWeights(family),
        };
        if (Dense is not null)
            entries.Add(EmbedderArchive.DenseName, Dense.Write());
        return new EmbedderArchive(entries);
    }

    public void Dispose()
    {
        Encoder.Dispose();
        Dense?.Dispose();
    }

    /// <summary>Refuses a tokenizer and an encoder that were not made for each other, before the first odd id.</summary>
    /// <exception cref="InvalidDataException">The tokenizer has ids for which the encoder has no vectors.</exception>
    public static void CheckFit(string name, IEncoderTokenizer tokenizer, EncoderConfig config)
    {
        if (tokenizer.IdLimit > config.VocabularySize)
            throw new InvalidDataException($"{name}: the tokenizer's ids go up to {tokenizer.IdLimit - 1}, but the encoder has vectors for the {config.VocabularySize} ids from 0.");
    }

    private static EmbedderModel Create(string name, string? notice, IEncoderTokenizer tokenizer, Encoder encoder)
    {
        try
        {
            CheckFit(name, tokenizer, encoder.Config);
            return new EmbedderModel(name, notice, encoder, tokenizer);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
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
