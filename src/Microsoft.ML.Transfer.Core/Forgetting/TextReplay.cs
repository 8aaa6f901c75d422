using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.Forgetting;

/// <summary>
/// Texts that are rehearsed while something else is learned (Robins, 1995): every k-th step predicts masked tokens of them too, by the checkpoint's own head, and minimises
/// (L + ρ E) / (1 + ρ), with L the loss of what is learned and E that of the masked tokens. Immutable; each range is checked where the value is set.
/// </summary>
/// <remarks>The head for masked tokens learns on with the rest, and is no part of what is saved. See <see cref="Replay{TNew, TEarlier}"/> for other earlier tasks.</remarks>
public sealed record TextReplay
{
    /// <param name="texts">Texts of the kind that is not to be forgotten, such as the model was pre-trained on; at least one. A batch has as many as one of what is learned.</param>
    /// <exception cref="ArgumentException">There are no texts.</exception>
    public TextReplay(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Texts = texts.Count > 0 ? texts : throw new ArgumentException("There are no texts to rehearse.", nameof(texts));
    }

    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>k: which steps rehearse, at least 1. 4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Every
    {
        get;
        init => field = value >= 1 ? value : throw OutOfRange(nameof(Every), value, "must be at least 1");
    } = 4;

    /// <summary>ρ: how much the texts count in those steps beside what is learned, above 0. 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    public double Weight
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value : throw OutOfRange(nameof(Weight), value, "must be above 0");
    } = 1;

    /// <summary>What is masked; as in BERT by default.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public MaskingOptions Masking
    {
        get;
        init => field = value ?? throw Null(nameof(Masking));
    } = new();

    /// <summary>Everything in a line that the bits of a training depend on.</summary>
    internal string Settings()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in Texts)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([text.Length]));
            hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        }
        return FormattableString.Invariant($"replay {Every} {Weight:R} {Masking} {Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }

    private static ArgumentNullException Null(string name) => new(name);

    private static ArgumentOutOfRangeException OutOfRange(string name, object value, string rule) => new(name, value, $"{name} {rule}.");
}
