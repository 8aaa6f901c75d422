namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>The families of language models that are trained from the start.</summary>
public enum LanguageModelKind
{
    /// <summary>Causal, with learned positions and layer normalisation.</summary>
    Gpt2,

    /// <summary>Causal, with rotary positions, gated feed-forward layers and root-mean-square normalisation.</summary>
    Llama,

    /// <summary>An encoder and a decoder, with biases of distances and root-mean-square normalisation.</summary>
    T5,

    /// <summary>An encoder and a decoder, with learned positions and layer normalisation.</summary>
    Bart,
}
