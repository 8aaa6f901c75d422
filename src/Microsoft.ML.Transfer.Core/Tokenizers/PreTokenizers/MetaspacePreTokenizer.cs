using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>SentencePiece's words: spaces become a visible character that begins the word after it.</summary>
internal sealed class MetaspacePreTokenizer : IPreTokenizer, INormalizer
{
    /// <summary>What stands for a space: the lower one eighth block.</summary>
    public const char DefaultReplacement = '\u2581';

    private readonly StringPattern _splitAt;
    private readonly string _replacement;

    public MetaspacePreTokenizer(string replacement, PrependScheme scheme, bool split)
    {
        _replacement = replacement;
        _splitAt = new StringPattern(replacement);
        Scheme = scheme;
        Split = split;
    }

    public PrependScheme Scheme { get; }

    public bool Split { get; }

    public char Replacement => _replacement[0];

    public static MetaspacePreTokenizer Read(ComponentJson json)
    {
        var (replacement, scheme, split) = ReadSettings(json);
        return new MetaspacePreTokenizer(replacement, scheme, split);
    }

    /// <summary>Reads the settings that the pre-tokenizer shares with its decoder.</summary>
    public static (string Replacement, PrependScheme Scheme, bool Split) ReadSettings(ComponentJson json)
    {
        var replacement = json.String("replacement", DefaultReplacement.ToString());
        json.Ignore("str_rep");
        if (replacement.Length != 1)
            throw json.Error($"has the replacement '{replacement}', which must be one character");
        var addPrefixSpace = json.Boolean("add_prefix_space", true);
        var scheme = json.OptionalString("prepend_scheme") switch
        {
            null => addPrefixSpace ? PrependScheme.Always : PrependScheme.Never,
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            var other => throw json.Error($"has the unknown prepend_scheme '{other}'; supported are always, first, never"),
        };
        if (!addPrefixSpace && scheme != PrependScheme.Never)
            throw json.Error("says add_prefix_space false, which contradicts its prepend_scheme");
        return (replacement, scheme, json.Boolean("split", true));
    }

    public static void WriteSettings(Utf8JsonWriter json, char replacement, PrependScheme scheme, bool split)
    {
        json.WriteStartObject();
        json.WriteString("type", "Metaspace");
        json.WriteString("replacement", replacement.ToString());
        json.WriteString("prepend_scheme", scheme switch { PrependScheme.Always => "always", PrependScheme.First => "first", _ => "never" });
        json.WriteBoolean("split", split);
        json.WriteEndObject();
    }

    public void PreTokenize(PieceList pieces)
    {
        pieces.Rewrite(this);
        if (Split)
            pieces.Split(_splitAt, SplitBehavior.MergedWithNext);
    }

    /// <summary>Makes spaces visible, and sets one before the text where the scheme asks for it.</summary>
    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        var prepend = source.Length > 0 && source.Chars[0] != ' ' && source.Chars[0] != Replacement
            && (Scheme == PrependScheme.Always || (Scheme == PrependScheme.First && source.OriginalStart == 0));
        if (prepend)
            destination.Append(Replacement, source.Starts[0], source.Ends[0]);
        for (var i = 0; i < source.Length; i++)
            destination.Append(source.Chars[i] == ' ' ? Replacement : source.Chars[i], source.Starts[i], source.Ends[i]);
    }

    public void Write(Utf8JsonWriter json) => WriteSettings(json, Replacement, Scheme, Split);
}

/// <summary>Where a word boundary is set before a text that does not begin with one.</summary>
internal enum PrependScheme
{
    Always,
    First,
    Never,
}
