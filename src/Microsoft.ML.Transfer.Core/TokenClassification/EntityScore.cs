namespace Microsoft.ML.Transfer;

/// <summary>How well entities are found. An entity is found where its first word, its last word and its type are all right.</summary>
/// <param name="Type">The type of the entities; empty for all types together.</param>
/// <param name="Expected">How many there are.</param>
/// <param name="Predicted">How many were predicted.</param>
/// <param name="Correct">How many of them are right.</param>
public sealed record EntityScore(string Type, int Expected, int Predicted, int Correct)
{
    /// <summary>The part of the predicted entities that is right, from 0 to 1; 0 where none was predicted.</summary>
    public double Precision => Predicted == 0 ? 0 : (double)Correct / Predicted;

    /// <summary>The part of the expected entities that was found, from 0 to 1; 0 where there are none.</summary>
    public double Recall => Expected == 0 ? 0 : (double)Correct / Expected;

    /// <summary>The harmonic mean of precision and recall: 2 Correct / (Expected + Predicted); 0 where there are none of either.</summary>
    public double F1 => Expected + Predicted == 0 ? 0 : 2.0 * Correct / (Expected + Predicted);
}
