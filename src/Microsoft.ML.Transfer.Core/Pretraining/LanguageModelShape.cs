using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>The shape of a language model that is trained from the start, as a <c>config.json</c>: what <see cref="PretrainedModel.LoadUntrained"/> builds. Immutable.</summary>
/// <param name="Kind">Which family.</param>
/// <param name="VocabularySize">How many ids its tokenizer has.</param>
public sealed record LanguageModelShape(LanguageModelKind Kind, int VocabularySize)
{
    /// <summary>The length of a token's vector, a multiple of <see cref="Heads"/>. 256 by default.</summary>
    public int HiddenSize { get; init => field = Positive(value); } = 256;

    /// <summary>The layers; of models with a decoder, those of the encoder, and as many of the decoder. 4 by default.</summary>
    public int Layers { get; init => field = Positive(value); } = 4;

    /// <summary>The heads of an attention. 4 by default.</summary>
    public int Heads { get; init => field = Positive(value); } = 4;

    /// <summary>The length of the vector inside the feed-forward layers. 1024 by default.</summary>
    public int IntermediateSize { get; init => field = Positive(value); } = 1024;

    /// <summary>The longest sequence, in tokens; T5 has no limit. 256 by default.</summary>
    public int MaximumLength { get; init => field = Positive(value); } = 256;

    /// <summary>The id of the padding, with which T5's decoder starts.</summary>
    public int PaddingId { get; init; }

    /// <summary>The id of the token that ends a text, with which BART's decoder starts.</summary>
    public int EndId { get; init; } = 1;

    /// <summary>The shape of a model for a tokenizer, with its special tokens.</summary>
    /// <exception cref="NotSupportedException">The tokenizer has no token that ends a text.</exception>
    public static LanguageModelShape For(LanguageModelKind kind, PretrainedTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return new LanguageModelShape(kind, tokenizer.IdLimit) { PaddingId = tokenizer.PadTokenId ?? 0, EndId = CausalTokens.For(tokenizer).EndId!.Value };
    }

    /// <summary>The configuration, UTF-8.</summary>
    /// <exception cref="InvalidDataException">The heads do not divide the hidden size.</exception>
    public byte[] ToConfig()
    {
        if (HiddenSize % Heads != 0)
            throw new InvalidDataException(FormattableString.Invariant($"The hidden size {HiddenSize} is no multiple of the {Heads} heads."));
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("vocab_size", VocabularySize);
            json.WriteNumber("pad_token_id", PaddingId);
            json.WriteNumber("eos_token_id", EndId);
            switch (Kind)
            {
                case LanguageModelKind.Gpt2:
                    Begin(json, "gpt2", "GPT2LMHeadModel");
                    Write(json, ("n_embd", HiddenSize), ("n_layer", Layers), ("n_head", Heads), ("n_inner", IntermediateSize), ("n_positions", MaximumLength));
                    break;
                case LanguageModelKind.Llama:
                    Begin(json, "llama", "LlamaForCausalLM");
                    Write(json, ("hidden_size", HiddenSize), ("num_hidden_layers", Layers), ("num_attention_heads", Heads), ("intermediate_size", IntermediateSize), ("max_position_embeddings", MaximumLength));
                    break;
                case LanguageModelKind.T5:
                    Begin(json, "t5", "T5ForConditionalGeneration");
                    Write(json, ("d_model", HiddenSize), ("num_layers", Layers), ("num_decoder_layers", Layers), ("num_heads", Heads), ("d_kv", HiddenSize / Heads), ("d_ff", IntermediateSize), ("decoder_start_token_id", PaddingId));
                    break;
                default:
                    Begin(json, "bart", "BartForConditionalGeneration");
                    foreach (var stack in new[] { "encoder", "decoder" })
                        Write(json, (stack + "_layers", Layers), (stack + "_attention_heads", Heads), (stack + "_ffn_dim", IntermediateSize));
                    Write(json, ("d_model", HiddenSize), ("max_position_embeddings", MaximumLength), ("decoder_start_token_id", EndId));
                    break;
            }
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Begin(Utf8JsonWriter json, string modelType, string architecture)
    {
        json.WriteString("model_type", modelType);
        json.WriteStartArray("architectures");
        json.WriteStringValue(architecture);
        json.WriteEndArray();
        json.WriteBoolean("tie_word_embeddings", value: true);
    }

    private static void Write(Utf8JsonWriter json, params ReadOnlySpan<(string Name, int Value)> members)
    {
        foreach (var (name, value) in members)
            json.WriteNumber(name, value);
    }

    private static int Positive(int value, [CallerMemberName] string name = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");
}
