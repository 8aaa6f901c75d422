namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// The script of every character by Unicode 9, the version of the reference engine, with its own changes: Hiragana and Katakana count as Han, and
/// the space and characters that came later fit any script.
/// </summary>
/// <remarks>The resource is a list of 32-bit integers: a code point and the number of the script from there on; number 0 fits any script.</remarks>
internal static class ScriptData
{
    public const int Any = 0;

    private static readonly (int[] Starts, byte[] Scripts) Ranges = Load();

    /// <summary>The number of a code point's script.</summary>
    public static int ScriptOf(int codePoint)
    {
        var at = Array.BinarySearch(Ranges.Starts, codePoint);
        return Ranges.Scripts[at >= 0 ? at : ~at - 1];
    }

    private static (int[] Starts, byte[] Scripts) Load()
    {
        var values = EmbeddedTable.Read("scripts.bin");
        var (starts, scripts) = (new int[values.Length / 2], new byte[values.Length / 2]);
        for (var i = 0; i < starts.Length; i++)
            (starts[i], scripts[i]) = (values[2 * i], (byte)values[2 * i + 1]);
        return (starts, scripts);
    }
}
