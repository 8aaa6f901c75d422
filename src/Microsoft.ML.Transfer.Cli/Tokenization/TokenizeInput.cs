using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.Tokenization;

/// <summary>A line of the input of <c>tokenize</c>: its number, and a text or a pair of texts.</summary>
internal sealed record TokenizeInput(int Number, string Text, string? Pair)
{
    /// <summary>What error messages call the input.</summary>
    public const string Name = "standard input";

    private const string TextMember = "text";
    private const string PairMember = "pair";

    /// <summary>Reads lines as they come.</summary>
    /// <param name="reader">JSON lines.</param>
    /// <param name="requirePair">Whether a line without a pair is an error.</param>
    public static IEnumerable<TokenizeInput> Read(TextReader reader, bool requirePair)
    {
        foreach (var line in JsonLines.ReadObjects(reader, Name))
        {
            var text = line.Members.GetValueOrDefault(TextMember)
                ?? throw new BadInputException($"{Name}, line {line.Number}: the member '{TextMember}' is missing; its members: {string.Join(", ", line.Members.Keys)}.");
            var pair = line.Members.GetValueOrDefault(PairMember);
            if (pair is null && requirePair)
                throw new BadInputException($"{Name}, line {line.Number}: the member '{PairMember}' is missing, and --pairs asks for one.");
            yield return new(line.Number, text, pair);
        }
    }
}
