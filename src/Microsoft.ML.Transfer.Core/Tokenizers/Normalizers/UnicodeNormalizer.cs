using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The Unicode normalisation forms (UAX #15), with alignment.</summary>
internal sealed class UnicodeNormalizer(bool compatibility, bool compose) : INormalizer
{
    public string Form => (compatibility, compose) switch
    {
        (false, false) => "NFD",
        (false, true) => "NFC",
        (true, false) => "NFKD",
        (true, true) => "NFKC",
    };

    /// <summary>Below U+00C0 nothing has a canonical decomposition and everything is a starter.</summary>
    public static bool NeedsDecomposition(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange('\0', '\u00BF');

    public static void Decompose(AlignedSpan source, AlignedText destination, bool compatibility)
    {
        var steps = Workspace.Current.Transformation;
        CanonicalDecomposition.Add(source.Chars, compatibility, steps);
        steps.Apply(source, destination);
    }

    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        var unchanged = compatibility ? !source.Chars.ContainsAnyExceptInRange('\0', '\u009F')
            : compose ? !source.Chars.ContainsAnyExceptInRange('\0', '\u02FF')
            : !NeedsDecomposition(source.Chars);
        if (unchanged)
        {
            destination.Append(source);
            return;
        }
        var steps = Workspace.Current.Transformation;
        CanonicalDecomposition.Add(source.Chars, compatibility, steps);
        if (compose)
            CanonicalComposition.Compose(steps);
        steps.Apply(source, destination);
    }

    public void Write(Utf8JsonWriter json) => json.WriteTypeOnly(Form);
}
