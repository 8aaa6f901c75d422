namespace Microsoft.ML.Transfer.Probing;

/// <summary>A probe that was trained; safe to share between threads.</summary>
public interface IFittedProbe
{
    /// <summary>How many classes it tells apart.</summary>
    int Classes { get; }

    /// <summary>The dimension of the vectors that it reads.</summary>
    int Columns { get; }

    /// <summary>The probability of each class for each vector; they sum to 1.</summary>
    /// <param name="x">The vectors.</param>
    /// <param name="probabilities"><i>Shape:</i> [rows, classes].</param>
    /// <exception cref="ArgumentException">The vectors are of another dimension, or there is not room for exactly rows · classes probabilities.</exception>
    void Score(ProbeMatrix x, Span<float> probabilities);
}
