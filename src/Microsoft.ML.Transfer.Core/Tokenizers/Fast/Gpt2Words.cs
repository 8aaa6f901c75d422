namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The words of GPT-2, as its regular expression finds them.</summary>
internal sealed class Gpt2Words : WordScanner
{
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public override int Next(ReadOnlySpan<char> text, int start)
    {
        if (text[start] == '\'' && Contraction(text[(start + 1)..]) is var length and > 0)
            return start + 1 + length;
        var body = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        var of = ClassAt(text, body, out var units);
        return of != Class.Space ? Run(text, body + units, of) : Blanks(text, start);
    }

    private static int Contraction(ReadOnlySpan<char> rest) => rest switch
    {
        ['s' or 't' or 'm' or 'd', ..] => 1,
        ['r' or 'v', 'e', ..] or ['l', 'l', ..] => 2,
        _ => 0,
    };
}
