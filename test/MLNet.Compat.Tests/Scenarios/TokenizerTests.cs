using System.Buffers;
using Microsoft.ML.Tokenizers;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>What the base class of tokenizers does with the two members that a tokenizer must have.</summary>
[TestClass]
public sealed class TokenizerTests
{
    private const string Text = "one two  three";

    [TestMethod]
    public void IdsAndTokens() => Scenario.Run(scenario =>
    {
        foreach (var tokenizer in new Tokenizer[] { new LengthTokenizer(uppercase: false), new LengthTokenizer(uppercase: true) })
        {
            var name = tokenizer.Normalizer is null ? "plain" : "normalized";
            scenario.Counts($"{name} ids", tokenizer.EncodeToIds(Text));
            scenario.Counts($"{name} ids of a span", tokenizer.EncodeToIds(Text.AsSpan()));
            scenario.Texts($"{name} tokens", tokenizer.EncodeToTokens(Text, out var normalized).Select(token => FormattableString.Invariant($"{token.Id} {token.Value} {token.Offset}")));
            scenario.Text($"{name} text", normalized);
            scenario.Texts($"{name} tokens of a span", tokenizer.EncodeToTokens(Text.AsSpan(), out _, considerNormalization: false).Select(token => token.Value));
            scenario.Count($"{name} count", tokenizer.CountTokens(Text));
            scenario.Count($"{name} count of a span", tokenizer.CountTokens(Text.AsSpan(), considerPreTokenization: false));
            scenario.Truth($"{name} cuts", tokenizer.PreTokenizer is not null);
        }
    });

    [TestMethod]
    public void Limits() => Scenario.Run(scenario =>
    {
        foreach (var tokenizer in new Tokenizer[] { new LengthTokenizer(uppercase: false), new LengthTokenizer(uppercase: true) })
        {
            foreach (var most in new[] { 0, 1, 2, 3, 4 })
            {
                var name = FormattableString.Invariant($"{(tokenizer.Normalizer is null ? "plain" : "normalized")} {most}");
                scenario.Counts($"{name} ids", tokenizer.EncodeToIds(Text, most, out var text, out var consumed));
                scenario.Text($"{name} text", text);
                scenario.Count($"{name} consumed", consumed);
                scenario.Counts($"{name} ids of a span", tokenizer.EncodeToIds(Text.AsSpan(), most, out _, out _));
                scenario.Count($"{name} index", tokenizer.GetIndexByTokenCount(Text, most, out _, out var count));
                scenario.Count($"{name} index count", count);
                scenario.Count($"{name} index of a span", tokenizer.GetIndexByTokenCount(Text.AsSpan(), most, out _, out _));
                scenario.Count($"{name} index from the end", tokenizer.GetIndexByTokenCountFromEnd(Text, most, out text, out count));
                scenario.Count($"{name} index from the end count", count);
                scenario.Text($"{name} index from the end text", text);
                scenario.Count($"{name} index from the end of a span", tokenizer.GetIndexByTokenCountFromEnd(Text.AsSpan(), most, out _, out _));
            }
        }
    });

    [TestMethod]
    public void Decoding() => Scenario.Run(scenario =>
    {
        var tokenizer = new LengthTokenizer(uppercase: false);
        scenario.Text("text", tokenizer.Decode([1, 2, 3]));
        scenario.Text("lazy", tokenizer.Decode(Enumerable.Range(1, 3)));
        scenario.Count("long", tokenizer.Decode(Enumerable.Repeat(40, 100)).Length);
        scenario.Text("none", tokenizer.Decode([]));
        scenario.Text("null", Assert.Throws<ArgumentNullException>(() => tokenizer.Decode(null!)).ParamName);
        scenario.Text("bad", Assert.Throws<InvalidOperationException>(() => tokenizer.Decode([-1])).Message);
    });

    [TestMethod]
    public void Values() => Scenario.Run(scenario =>
    {
        scenario.Count("most", new EncodeSettings().MaxTokenCount);
        scenario.Truth("normalization", new EncodeSettings().ConsiderNormalization);
        scenario.Truth("pre-tokenization", new EncodeSettings().ConsiderPreTokenization);
        var token = new EncodedToken(3, "abc", 1..4);
        scenario.Truth("equal", token.Equals(new EncodedToken(3, "abc", 1..4)));
        scenario.Truth("other id", token.Equals(new EncodedToken(4, "abc", 1..4)));
        scenario.Truth("other text", token.Equals(new EncodedToken(3, "abd", 1..4)));
        scenario.Truth("other place", token.Equals(new EncodedToken(3, "abc", 1..5)));
    });

    /// <summary>The id of a word is its length; an id decodes to as many letters.</summary>
    private sealed class LengthTokenizer(bool uppercase) : Tokenizer
    {
        private readonly Uppercase? _normalizer = uppercase ? new Uppercase() : null;

        public override Normalizer? Normalizer => _normalizer;

        public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
        {
            (idsConsumed, charsWritten) = (0, 0);
            foreach (var id in ids)
            {
                if (id < 0)
                    return OperationStatus.InvalidData;
                if (charsWritten + id > destination.Length)
                    return OperationStatus.DestinationTooSmall;
                destination.Slice(charsWritten, id).Fill((char)('a' + id % 26));
                charsWritten += id;
                idsConsumed++;
            }
            return OperationStatus.Done;
        }

        protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        {
            var normalized = settings.ConsiderNormalization ? _normalizer?.Normalize(textSpan) : null;
            var whole = normalized ?? textSpan.ToString();
            var tokens = new List<EncodedToken>();
            var end = 0;
            for (var start = 0; start < whole.Length && tokens.Count < settings.MaxTokenCount; start = end + 1)
            {
                end = whole.IndexOf(' ', start) is var space and >= 0 ? space : whole.Length;
                if (end > start)
                    tokens.Add(new EncodedToken(end - start, whole[start..end], start..end));
            }
            return new EncodeResults<EncodedToken> { Tokens = tokens, NormalizedText = normalized!, CharsConsumed = end };
        }
    }

    private sealed class Uppercase : Normalizer
    {
        public override string Normalize(string original) => original.Replace(" ", "   ", StringComparison.Ordinal).ToUpperInvariant();

        public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());
    }
}
