using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Reads and writes tokenizer.json.</summary>
internal static class TokenizerJson
{
    /// <summary>A member of our own, for what the format has no place for. It stands in the model, where other readers pass over it.</summary>
    private const string Settings = "transfer_settings";

    public static TokenizerDefinition Read(ReadOnlyMemory<byte> bytes, string name)
    {
        using var document = BoundedJson.Parse(bytes, name, JsonLimits.Large);
        var json = new ComponentJson(document.RootElement, name);
        json.Ignore("version");
        var model = json.Object("model");
        var settings = model.OptionalObject(Settings);
        var definition = new TokenizerDefinition(ComponentReader.Model(model))
        {
            Normalizer = json.OptionalObject("normalizer") is { } normalizer ? ComponentReader.Normalizer(normalizer) : null,
            PreTokenizer = json.OptionalObject("pre_tokenizer") is { } preTokenizer ? ComponentReader.PreTokenizer(preTokenizer) : null,
            PostProcessor = json.OptionalObject("post_processor") is { } postProcessor ? ComponentReader.PostProcessor(postProcessor) : null,
            Decoder = json.OptionalObject("decoder") is { } decoder ? ComponentReader.Decoder(decoder) : null,
            AddedTokens = json.Has("added_tokens") ? [.. json.Objects("added_tokens").Select(AddedVocabulary.Read)] : [],
            Truncation = json.OptionalObject("truncation") is { } truncation ? LengthOptionsJson.ReadTruncation(truncation) : null,
            Padding = json.OptionalObject("padding") is { } padding ? LengthOptionsJson.ReadPadding(padding) : null,
        };
        json.RejectOthers();
        if (settings is null)
            return definition;
        definition = definition with { ModelMaxLength = settings.OptionalInteger("model_max_length"), PadToken = settings.OptionalString("pad_token") };
        settings.RejectOthers();
        return definition;
    }

    public static byte[] Write(TokenizerDefinition definition)
    {
        var buffer = new ArrayBufferWriter<byte>();
        // Tokens are text for people too: only what JSON itself demands is escaped.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WritePropertyName("truncation");
            LengthOptionsJson.Write(json, definition.Truncation);
            json.WritePropertyName("padding");
            LengthOptionsJson.Write(json, definition.Padding);
            json.WritePropertyName("added_tokens");
            WriteAdded(json, definition.AddedTokens);
            WriteOptional(json, "normalizer", definition.Normalizer is { } normalizer ? normalizer.Write : null);
            WriteOptional(json, "pre_tokenizer", definition.PreTokenizer is { } preTokenizer ? preTokenizer.Write : null);
            WriteOptional(json, "post_processor", definition.PostProcessor is { } postProcessor ? postProcessor.Write : null);
            WriteOptional(json, "decoder", definition.Decoder is { } decoder ? decoder.Write : null);
            json.WriteStartObject("model");
            definition.Model.WriteMembers(json);
            if (definition.ModelMaxLength is not null || definition.PadToken is not null)
                WriteSettings(json, definition);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteAdded(Utf8JsonWriter json, ImmutableArray<AddedToken> tokens)
    {
        json.WriteStartArray();
        foreach (var token in tokens)
            AddedVocabulary.Write(json, token);
        json.WriteEndArray();
    }

    private static void WriteSettings(Utf8JsonWriter json, TokenizerDefinition definition)
    {
        json.WriteStartObject(Settings);
        if (definition.ModelMaxLength is { } length)
            json.WriteNumber("model_max_length", length);
        if (definition.PadToken is { } padToken)
            json.WriteString("pad_token", padToken);
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string member, Action<Utf8JsonWriter>? write)
    {
        json.WritePropertyName(member);
        if (write is null)
            json.WriteNullValue();
        else
            write(json);
    }
}
