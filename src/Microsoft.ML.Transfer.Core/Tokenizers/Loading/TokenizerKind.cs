namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The families of tokenizers that are built from older files; each has its own rules.</summary>
internal enum TokenizerKind
{
    Bert,
    MPNet,
    Gpt2,
    Roberta,
    Deberta,
    Qwen2,
    Albert,
    XlmRoberta,
    Camembert,
    T5,
    DebertaV2,
    XLNet,
    Llama,
}

internal static class TokenizerKinds
{
    private static readonly Dictionary<string, TokenizerKind> ByClass = new(StringComparer.Ordinal)
    {
        ["Bert"] = TokenizerKind.Bert,
        ["DistilBert"] = TokenizerKind.Bert,
        ["Electra"] = TokenizerKind.Bert,
        ["MobileBert"] = TokenizerKind.Bert,
        ["ConvBert"] = TokenizerKind.Bert,
        ["SqueezeBert"] = TokenizerKind.Bert,
        ["LayoutLM"] = TokenizerKind.Bert,
        ["MPNet"] = TokenizerKind.MPNet,
        ["GPT2"] = TokenizerKind.Gpt2,
        ["GPTNeoX"] = TokenizerKind.Gpt2,
        ["Roberta"] = TokenizerKind.Roberta,
        ["Longformer"] = TokenizerKind.Roberta,
        ["Bart"] = TokenizerKind.Roberta,
        ["Deberta"] = TokenizerKind.Deberta,
        ["Qwen2"] = TokenizerKind.Qwen2,
        ["Albert"] = TokenizerKind.Albert,
        ["XLMRoberta"] = TokenizerKind.XlmRoberta,
        ["Camembert"] = TokenizerKind.Camembert,
        ["T5"] = TokenizerKind.T5,
        ["DebertaV2"] = TokenizerKind.DebertaV2,
        ["XLNet"] = TokenizerKind.XLNet,
        ["Llama"] = TokenizerKind.Llama,
        ["CodeLlama"] = TokenizerKind.Llama,
    };

    private static readonly Dictionary<string, TokenizerKind> ByModelType = new(StringComparer.Ordinal)
    {
        ["bert"] = TokenizerKind.Bert,
        ["distilbert"] = TokenizerKind.Bert,
        ["electra"] = TokenizerKind.Bert,
        ["mobilebert"] = TokenizerKind.Bert,
        ["convbert"] = TokenizerKind.Bert,
        ["layoutlm"] = TokenizerKind.Bert,
        ["mpnet"] = TokenizerKind.MPNet,
        ["gpt2"] = TokenizerKind.Gpt2,
        ["gpt_neo"] = TokenizerKind.Gpt2,
        ["gpt_neox"] = TokenizerKind.Gpt2,
        ["roberta"] = TokenizerKind.Roberta,
        ["longformer"] = TokenizerKind.Roberta,
        ["bart"] = TokenizerKind.Roberta,
        ["deberta"] = TokenizerKind.Deberta,
        ["qwen2"] = TokenizerKind.Qwen2,
        ["albert"] = TokenizerKind.Albert,
        ["xlm-roberta"] = TokenizerKind.XlmRoberta,
        ["camembert"] = TokenizerKind.Camembert,
        ["t5"] = TokenizerKind.T5,
        ["mt5"] = TokenizerKind.T5,
        ["deberta-v2"] = TokenizerKind.DebertaV2,
        ["xlnet"] = TokenizerKind.XLNet,
        ["llama"] = TokenizerKind.Llama,
        ["mistral"] = TokenizerKind.Llama,
    };

    /// <summary>The kind that the files name; null where they name none.</summary>
    /// <exception cref="InvalidDataException">They name one that is not supported.</exception>
    public static TokenizerKind? Of(TokenizerConfig config)
    {
        if (config.TokenizerClass is { } name)
        {
            var stem = name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name;
            stem = stem.EndsWith("Tokenizer", StringComparison.Ordinal) ? stem[..^9] : stem;
            if (ByClass.TryGetValue(stem, out var kind))
                return kind;
            if (stem is not ("PreTrained" or ""))
            {
                throw new InvalidDataException(
                    $"The folder '{config.Folder}' has no tokenizer.json, and its tokenizer_class '{name}' cannot be built from older files; supported are {string.Join(", ", ByClass.Keys)}, each followed by 'Tokenizer'.");
            }
        }
        return config.ModelType is { } type && ByModelType.TryGetValue(type, out var ofModel) ? ofModel : null;
    }
}
