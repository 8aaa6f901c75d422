using System.Globalization;

namespace Microsoft.ML.Transfer;

/// <summary>How likely a language model finds a text.</summary>
/// <param name="LogLikelihood">The sum of the natural logarithms of its tokens' probabilities, at most 0.</param>
/// <param name="Tokens">How many tokens were predicted.</param>
public sealed record TextLikelihood(double LogLikelihood, int Tokens)
{
    /// <summary>e to the mean negative logarithm: among how many tokens the model hesitates. 1 where there are no tokens.</summary>
    public double Perplexity => Tokens == 0 ? 1 : Math.Exp(-LogLikelihood / Tokens);

    /// <summary>That of several texts together, in whose perplexity each token counts the same.</summary>
    public static TextLikelihood Sum(IEnumerable<TextLikelihood> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var (logarithms, tokens) = (0.0, 0);
        foreach (var text in texts)
            (logarithms, tokens) = (logarithms + text.LogLikelihood, tokens + text.Tokens);
        return new TextLikelihood(logarithms, tokens);
    }

    /// <summary>In a line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"log-likelihood {LogLikelihood:F2}, {Tokens} tokens, perplexity {Perplexity:F2}");
}
