using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Byte-pair encoding (Sennrich et al., 2016), with the variations that published tokenizers have.</summary>
internal sealed class BytePairModel : ITokenModel
{
    private readonly MergeTable _merges;
    private readonly BytePairSettings _settings;
    private readonly int _unknownId;
    private readonly int[]? _byteIds;

    public BytePairModel(Vocabulary vocabulary, MergeTable merges, BytePairSettings settings)
    {
        Vocabulary = vocabulary;
        _merges = merges;
        _settings = settings;
        _unknownId = settings.UnknownToken is null ? -1 : vocabulary.IdOf(settings.UnknownToken);
        if (settings.ByteFallback)
            _byteIds = [.. Enumerable.Range(0, 256).Select(value => vocabulary.IdOf(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")))];
    }

    public Vocabulary Vocabulary { get; }

    public static BytePairModel Read(ComponentJson json)
    {
        var settings = new BytePairSettings
        {
            UnknownToken = json.OptionalString("unk_token"),
            ContinuingPrefix = json.OptionalString("continuing_subword_prefix") ?? string.Empty,
            EndOfWordSuffix = json.OptionalString("end_of_word_suffix") ?? string.Empty,
            FuseUnknown = json.Boolean("fuse_unk", false),
            ByteFallback = json.Boolean("byte_fallback", false),
            IgnoreMerges = json.Boolean("ignore_merges", false),
        };
        if (json.OptionalNumber("dropout") is > 0)
            throw json.Error("has a dropout, which would make the ids of a text a matter of chance; only null and 0 are supported");
        var vocabulary = json.Vocabulary("vocab");
        var merges = json.Array("merges").Select((merge, index) => ReadMerge(json, merge, index)).ToList();
        return new BytePairModel(vocabulary, Resolve(vocabulary, merges, settings.ContinuingPrefix, json.Path), settings);
    }

    /// <summary>Looks up the tokens of merges and of what they become.</summary>
    public static MergeTable Resolve(Vocabulary vocabulary, IReadOnlyList<(string Left, string Right)> merges, string continuingPrefix, string source)
    {
        var resolved = new List<(int Left, int Right, int Merged)>(merges.Count);
        Span<char> joined = stackalloc char[0];
        foreach (var (left, right) in merges)
        {
            var length = left.Length + right.Length - continuingPrefix.Length;
            if (length > joined.Length)
                joined = new char[2 * (left.Length + right.Length)];
            left.CopyTo(joined);
            right.AsSpan(Math.Min(continuingPrefix.Length, right.Length)).CopyTo(joined[left.Length..]);
            resolved.Add((Id(vocabulary, left, source), Id(vocabulary, right, source), Id(vocabulary, joined[..length], source)));
        }
        return new MergeTable(resolved);
    }

    public void Tokenize(ReadOnlySpan<char> piece, TokenList tokens)
    {
        if (_settings.IgnoreMerges && Vocabulary.IdOf(piece) is var whole and >= 0)
        {
            tokens.Add(whole, 0, piece.Length);
            return;
        }
        var word = MergeWord.Current;
        word.Clear();
        AddSymbols(piece, word);
        word.Merge(_merges);
        foreach (var symbol in word.Symbols)
            tokens.Add(symbol.Id, symbol.Start, symbol.End);
    }

    public ExtendedModel Extend(IReadOnlyList<WordCount> words, int firstId, Func<int, string?> taken)
    {
        var extension = new BytePairExtension(this, _merges, _settings, firstId);
        foreach (var (word, _) in words)
            extension.Add(word);
        return extension.Result();
    }

    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteString("unk_token", _settings.UnknownToken);
        json.WriteString("continuing_subword_prefix", _settings.ContinuingPrefix);
        json.WriteString("end_of_word_suffix", _settings.EndOfWordSuffix);
        json.WriteBoolean("fuse_unk", _settings.FuseUnknown);
        json.WriteBoolean("byte_fallback", _settings.ByteFallback);
        json.WriteBoolean("ignore_merges", _settings.IgnoreMerges);
        json.WritePropertyName("vocab");
        Vocabulary.Write(json);
        json.WriteStartArray("merges");
        foreach (var (left, right, _) in _merges.ByRank())
        {
            json.WriteStartArray();
            json.WriteStringValue(Vocabulary.TokenOf(left));
            json.WriteStringValue(Vocabulary.TokenOf(right));
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private void AddSymbols(ReadOnlySpan<char> piece, MergeWord word)
    {
        // A run of unknown characters that may still grow.
        var (unknownStart, unknownEnd) = (-1, -1);
        for (var i = 0; i < piece.Length;)
        {
            var units = char.IsHighSurrogate(piece[i]) ? 2 : 1;
            var (start, end) = (i, i + units);
            i = end;
            var id = SymbolId(piece[start..end], start == 0, end == piece.Length);
            if (id < 0 && AddBytes(piece, start, end, word))
                continue;
            if (id < 0)
            {
                if (_settings.UnknownToken is null)
                    continue;
                if (unknownStart >= 0 && !_settings.FuseUnknown)
                    word.Add(UnknownId(), unknownStart, unknownEnd);
                (unknownStart, unknownEnd) = (unknownStart >= 0 && _settings.FuseUnknown ? unknownStart : start, end);
                continue;
            }
            if (unknownStart >= 0)
                word.Add(UnknownId(), unknownStart, unknownEnd);
            unknownStart = -1;
            word.Add(id, start, end);
        }
        if (unknownStart >= 0)
            word.Add(UnknownId(), unknownStart, unknownEnd);
    }

    private int SymbolId(ReadOnlySpan<char> character, bool first, bool last)
    {
        var prefix = first ? string.Empty : _settings.ContinuingPrefix;
        var suffix = last ? _settings.EndOfWordSuffix : string.Empty;
        if (prefix.Length + suffix.Length == 0)
            return Vocabulary.IdOf(character);
        Span<char> symbol = stackalloc char[prefix.Length + character.Length + suffix.Length];
        prefix.CopyTo(symbol);
        character.CopyTo(symbol[prefix.Length..]);
        suffix.CopyTo(symbol[(prefix.Length + character.Length)..]);
        return Vocabulary.IdOf(symbol);
    }

    private bool AddBytes(ReadOnlySpan<char> piece, int start, int end, MergeWord word)
    {
        if (_byteIds is null)
            return false;
        Span<byte> bytes = stackalloc byte[4];
        bytes = bytes[..Encoding.UTF8.GetBytes(piece[start..end], bytes)];
        foreach (var value in bytes)
        {
            if (_byteIds[value] < 0)
                return false;
        }
        foreach (var value in bytes)
            word.Add(_byteIds[value], start, end);
        return true;
    }

    private int UnknownId() => _unknownId >= 0 ? _unknownId
        : throw new InvalidDataException($"The byte-pair vocabulary has no '{_settings.UnknownToken}', its unknown token.");

    private static (string Left, string Right) ReadMerge(ComponentJson json, JsonElement merge, int index)
    {
        if (merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2
            && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String)
        {
            return (merge[0].GetString()!, merge[1].GetString()!);
        }
        if (merge.ValueKind == JsonValueKind.String && SplitMerge(merge.GetString()!) is { } pair)
            return pair;
        throw json.Error(FormattableString.Invariant($"has at merges[{index}] neither two tokens with one space between nor a list of two tokens"));
    }

    /// <summary>The two tokens of a line of merges.txt; null where there are not exactly two.</summary>
    public static (string Left, string Right)? SplitMerge(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && space < line.Length - 1 && line.IndexOf(' ', space + 1) < 0 ? (line[..space], line[(space + 1)..]) : null;
    }

    private static int Id(Vocabulary vocabulary, ReadOnlySpan<char> token, string source) => vocabulary.IdOf(token) is var id and >= 0 ? id
        : throw new InvalidDataException($"{source}: the merges name the token '{token}', which the vocabulary lacks.");
}
