using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer.Core.Tests.Models;

/// <summary>A checkpoint of the reference kit.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="ModelType">The family it is of.</param>
/// <param name="Objectives">The heads whose scores the reference has.</param>
internal sealed record ParityCaseName(string Name, string ModelType, params Objective[] Objectives)
{
    /// <summary>The folder whose inputs and expected values it shares.</summary>
    public string ExpectationsOf { get; init; } = Name;
}

/// <summary>All checkpoints of the reference kit.</summary>
internal static class ParityCases
{
    public static IReadOnlyList<ParityCaseName> All { get; } =
    [
        new("albert", "albert", Objective.MaskedLanguageModel),
        new("albert-groups", "albert", Objective.MaskedLanguageModel),
        new("bart", "bart", Objective.CausalLanguageModel),
        new("bert", "bert", Objective.MaskedLanguageModel, Objective.NextSentence),
        new("bert-bare", "bert"),
        new("bert-bf16", "bert", Objective.MaskedLanguageModel, Objective.NextSentence),
        new("bert-bin", "bert", Objective.MaskedLanguageModel, Objective.NextSentence) { ExpectationsOf = "bert" },
        new("bert-fp16", "bert", Objective.MaskedLanguageModel, Objective.NextSentence),
        new("bert-gamma-beta", "bert", Objective.MaskedLanguageModel, Objective.NextSentence) { ExpectationsOf = "bert" },
        new("bert-mlm", "bert", Objective.MaskedLanguageModel),
        new("bert-multichoice", "bert", Objective.MultipleChoice),
        new("bert-multilabel", "bert", Objective.SequenceClassification),
        new("bert-qa", "bert", Objective.QuestionAnswering),
        new("bert-regression", "bert", Objective.SequenceClassification),
        new("bert-seqcls", "bert", Objective.SequenceClassification),
        new("bert-tokcls", "bert", Objective.TokenClassification),
        new("deberta", "deberta", Objective.MaskedLanguageModel),
        new("deberta-seqcls", "deberta", Objective.SequenceClassification),
        new("deberta-talking", "deberta", Objective.MaskedLanguageModel),
        new("deberta-v2-conv", "deberta-v2", Objective.MaskedLanguageModel),
        new("deberta-v2-unshared", "deberta-v2", Objective.MaskedLanguageModel),
        new("deberta-v3", "deberta-v2", Objective.MaskedLanguageModel),
        new("deberta-v3-seqcls", "deberta-v2", Objective.SequenceClassification),
        new("distilbert", "distilbert", Objective.MaskedLanguageModel),
        new("distilbert-seqcls", "distilbert", Objective.SequenceClassification),
        new("electra-discriminator", "electra", Objective.ReplacedTokenDetection),
        new("electra-generator", "electra", Objective.MaskedLanguageModel),
        new("gpt-neox", "gpt_neox", Objective.CausalLanguageModel),
        new("gpt-neox-sequential", "gpt_neox", Objective.CausalLanguageModel),
        new("gpt2", "gpt2", Objective.CausalLanguageModel),
        new("gpt2-bare", "gpt2"),
        new("llama", "llama", Objective.CausalLanguageModel),
        new("llama-head-dim", "llama", Objective.CausalLanguageModel),
        new("llama-mha-linear-rope", "llama", Objective.CausalLanguageModel),
        new("llama3-rope", "llama", Objective.CausalLanguageModel),
        new("mistral", "mistral", Objective.CausalLanguageModel),
        new("modernbert", "modernbert", Objective.MaskedLanguageModel),
        new("modernbert-bias", "modernbert", Objective.MaskedLanguageModel),
        new("modernbert-seqcls-cls", "modernbert", Objective.SequenceClassification),
        new("modernbert-seqcls-mean", "modernbert", Objective.SequenceClassification),
        new("mpnet", "mpnet", Objective.MaskedLanguageModel),
        new("opt", "opt", Objective.CausalLanguageModel),
        new("opt-post-norm-proj", "opt", Objective.CausalLanguageModel),
        new("qwen2", "qwen2", Objective.CausalLanguageModel),
        new("qwen2-tied", "qwen2", Objective.CausalLanguageModel),
        new("roberta", "roberta", Objective.MaskedLanguageModel),
        new("roberta-seqcls", "roberta", Objective.SequenceClassification),
        new("t5-v1.0", "t5", Objective.CausalLanguageModel),
        new("t5-v1.1", "t5", Objective.CausalLanguageModel),
        new("t5-v1.1-encoder", "t5"),
        new("xlm-roberta", "xlm-roberta", Objective.MaskedLanguageModel),
    ];
}
