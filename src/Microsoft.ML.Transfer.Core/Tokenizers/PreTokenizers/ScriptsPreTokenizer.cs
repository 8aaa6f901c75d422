using System.Text.Json;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Splits where the script changes. As in the reference, spaces before the first script are dropped.</summary>
internal sealed class ScriptsPreTokenizer : IPreTokenizer, ITextPattern
{
    public void PreTokenize(PieceList pieces) => pieces.Split(this, SplitBehavior.Removed);

    public void FindMatches(ReadOnlySpan<char> text, List<Match> matches)
    {
        var (start, last) = (0, ScriptData.Any);
        for (var i = 0; i < text.Length;)
        {
            var script = ScriptData.ScriptOf(CharacterClasses.CodePointAt(text, i, out var units));
            if (script != ScriptData.Any)
            {
                if (last != script && i > start)
                {
                    matches.Add(new Match(start, i, IsMatch: last == ScriptData.Any));
                    start = i;
                }
                last = script;
            }
            i += units;
        }
        matches.Add(new Match(start, text.Length, IsMatch: last == ScriptData.Any));
    }

    public void Write(Utf8JsonWriter json) => json.WriteTypeOnly("UnicodeScripts");
}
