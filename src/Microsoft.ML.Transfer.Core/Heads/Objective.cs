namespace Microsoft.ML.Transfer.Heads;

/// <summary>What a task head was trained to predict.</summary>
public enum Objective
{
    /// <summary>The token behind a mask (Devlin et al., 2019).</summary>
    MaskedLanguageModel,

    /// <summary>The next token.</summary>
    CausalLanguageModel,

    /// <summary>The class of a text, or of a pair of texts.</summary>
    SequenceClassification,

    /// <summary>The class of each token.</summary>
    TokenClassification,

    /// <summary>Where the answer to a question begins and ends.</summary>
    QuestionAnswering,

    /// <summary>How well each of several texts continues another.</summary>
    MultipleChoice,

    /// <summary>Whether a token was replaced by another (Clark et al., 2020).</summary>
    ReplacedTokenDetection,

    /// <summary>Whether the second text follows the first (Devlin et al., 2019).</summary>
    NextSentence,

    /// <summary>Which of two texts stands first (Lan et al., 2020).</summary>
    SentenceOrder,
}
