using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Cli.Tokenization;

/// <summary>Encodes the lines of <c>tokenize</c>.</summary>
/// <param name="tokenizer">The tokenizer, which truncates and pads as asked.</param>
/// <param name="addSpecialTokens">Whether the special tokens of the model are put round a text.</param>
internal sealed class TokenizeJob(PretrainedTokenizer tokenizer, bool addSpecialTokens)
{
    /// <summary>The lines with their tokens, in order. Lines are read as they are asked for, unless they are padded to the longest of all.</summary>
    /// <exception cref="BadInputException">A line cannot be truncated as asked.</exception>
    public IEnumerable<(TokenizeInput Line, TokenEncoding Encoding)> Encode(IEnumerable<TokenizeInput> lines)
    {
        if (tokenizer.Padding is { Length: null } padding)
        {
            var all = lines.ToList();
            var whole = new TokenizeJob(tokenizer.With(tokenizer.Truncation, padding: null), addSpecialTokens);
            var longest = all.Select(line => whole.Encode(line).Ids.Length).DefaultIfEmpty().Max();
            var padded = new TokenizeJob(tokenizer.With(tokenizer.Truncation, padding with { Length = longest }), addSpecialTokens);
            return all.Select(line => (line, padded.Encode(line)));
        }
        return lines.Select(line => (line, Encode(line)));
    }

    private TokenEncoding Encode(TokenizeInput line)
    {
        try
        {
            return tokenizer.Encode(line.Text, line.Pair, addSpecialTokens);
        }
        catch (ArgumentException error)
        {
            throw new BadInputException($"{TokenizeInput.Name}, line {line.Number}: {BadInputException.MessageOf(error)}", error);
        }
    }
}
