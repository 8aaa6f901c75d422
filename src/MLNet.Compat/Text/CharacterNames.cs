using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>How each UTF-16 code unit is called in slot names: itself, or a visible stand-in.</summary>
internal static class CharacterNames
{
    /// <summary>Code units 1 to 65535 are keys; 0 is the missing one.</summary>
    public const int Count = ushort.MaxValue;

    private static readonly string[] ControlNames =
    [
        "PAD", "HOP", "BPH", "NBH", "IND", "NEL", "SSA", "ESA", "HTS", "HTJ", "VTS", "PLD", "PLU", "RI", "SS2", "SS3",
        "DCS", "PU1", "PU2", "STS", "CCH", "MW", "SPA", "EPA", "SOS", "SGCI", "SCI", "CSI", "ST", "OSC", "PM", "APC",
    ];

    private static readonly Lazy<ReadOnlyMemory<char>[]> All = new(() =>
    {
        var names = new ReadOnlyMemory<char>[Count];
        for (int i = 0; i < names.Length; i++)
            names[i] = Name((char)(i + 1)).AsMemory();
        return names;
    });

    public static void CopyTo(ref VBuffer<ReadOnlyMemory<char>> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Count);
        All.Value.CopyTo(editor.Values);
        destination = editor.Commit();
    }

    private static string Name(char c) => c switch
    {
        <= '\u0020' => $"<{(char)(c + '\u2400')}>",
        '\u007F' => "<\u2421>",
        >= '\u0080' and <= '\u009F' => $"<{ControlNames[c - '\u0080']}>",
        '\u2028' => "<LSEP>",
        '\u2029' => "<PSEP>",
        // Half of a surrogate pair has no name of its own; ML.NET calls them all the same.
        _ when char.IsSurrogate(c) => "\\u4X",
        _ => c.ToString(),
    };
}
