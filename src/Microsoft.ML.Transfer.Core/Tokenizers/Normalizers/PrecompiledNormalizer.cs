using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// The character map of a SentencePiece model. The reference engine applies it to grapheme clusters, then to single characters; SentencePiece
/// itself to the longest match from each place, which a member of our own, <c>longest_match</c>, asks for.
/// </summary>
internal sealed class PrecompiledNormalizer(CharacterMap map, bool longestMatch = false) : INormalizer
{
    // Clusters of more bytes are looked up character by character only.
    private const int LongestCluster = 5;

    /// <summary>Whether a space stays a space, and what is between spaces is mapped by itself.</summary>
    public bool KeepsSpaces => !longestMatch && map.Find(" ") is null;

    public static PrecompiledNormalizer Read(ComponentJson json)
    {
        var encoded = json.String("precompiled_charsmap");
        try
        {
            return new PrecompiledNormalizer(new CharacterMap(Convert.FromBase64String(encoded)), json.Boolean("longest_match", false));
        }
        catch (FormatException exception)
        {
            throw json.Error($"has a precompiled_charsmap that cannot be used: {exception.Message.TrimEnd('.')}");
        }
    }

    public void Normalize(AlignedSpan source, AlignedText destination)
    {
        if (longestMatch)
            NormalizeLongest(source, destination);
        else
            NormalizeClusters(source, destination);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Precompiled");
        json.WriteBase64String("precompiled_charsmap", map.Bytes);
        if (longestMatch)
            json.WriteBoolean("longest_match", true);
        json.WriteEndObject();
    }

    private void NormalizeLongest(AlignedSpan source, AlignedText destination)
    {
        for (var i = 0; i < source.Length;)
        {
            if (map.FindLongest(source.Chars[i..], out var units) is not { } replacement)
            {
                destination.AppendCodePoint(CharacterClasses.CodePointAt(source.Chars, i, out units), source.Starts[i], source.Ends[i]);
                i += units;
                continue;
            }
            foreach (var c in replacement)
                destination.Append(c, source.Starts[i], source.Ends[i + units - 1]);
            i += units;
        }
    }

    private void NormalizeClusters(AlignedSpan source, AlignedText destination)
    {
        var steps = Workspace.Current.Transformation;
        steps.Clear();
        var changed = false;
        for (var i = 0; i < source.Length;)
        {
            var length = ClusterLength(source.Chars[i..]);
            var cluster = source.Chars.Slice(i, length);
            if (Encoding.UTF8.GetByteCount(cluster) <= LongestCluster && map.Find(cluster) is { } replacement)
            {
                Replace(steps, cluster, replacement);
                changed = true;
            }
            else
            {
                changed |= NormalizeCharacters(cluster, steps);
            }
            i += length;
        }
        if (changed)
            steps.Apply(source, destination);
        else
            destination.Append(source);
    }

    /// <summary>The length of the first grapheme cluster; two ASCII characters belong together only as CR LF.</summary>
    private static int ClusterLength(ReadOnlySpan<char> text)
    {
        if (text.Length == 1)
            return 1;
        if (text[0] < 0x80 && text[1] < 0x80)
            return text[0] == '\r' && text[1] == '\n' ? 2 : 1;
        return StringInfo.GetNextTextElementLength(text);
    }

    private bool NormalizeCharacters(ReadOnlySpan<char> cluster, Transformation steps)
    {
        var changed = false;
        for (var i = 0; i < cluster.Length;)
        {
            var codePoint = CharacterClasses.CodePointAt(cluster, i, out var units);
            if (map.Find(cluster.Slice(i, units)) is { } replacement)
            {
                Replace(steps, cluster.Slice(i, units), replacement);
                changed = true;
            }
            else
            {
                steps.Add(codePoint, 0);
            }
            i += units;
        }
        return changed;
    }

    private static void Replace(Transformation steps, ReadOnlySpan<char> old, string replacement)
    {
        var oldCount = CodePoints(old);
        var difference = CodePoints(replacement) - oldCount;
        var added = 0;
        for (var i = 0; i < replacement.Length;)
        {
            var codePoint = CharacterClasses.CodePointAt(replacement, i, out var units);
            // What is more than before is inserted after it.
            steps.Add(codePoint, added++ < oldCount ? 0 : 1);
            i += units;
        }
        if (difference < 0 && steps.Count > 0)
            steps.Steps[^1].Change += difference;
    }

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        foreach (var c in text)
        {
            if (char.IsLowSurrogate(c))
                count--;
        }
        return count;
    }
}
