namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// The printable character that byte-level models use for each byte: printable Latin-1 stands for itself, the rest is moved to U+0100 and up.
/// </summary>
internal static class ByteCharacters
{
    private const int Limit = 0x144;

    private static readonly char[] CharacterOfByte = new char[256];
    private static readonly short[] ByteOfCharacter = new short[Limit];

    static ByteCharacters()
    {
        Array.Fill(ByteOfCharacter, (short)-1);
        var moved = 0x100;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            CharacterOfByte[value] = (char)(printable ? value : moved++);
            ByteOfCharacter[CharacterOfByte[value]] = (short)value;
        }
    }

    /// <summary>What stands for a space: U+0120.</summary>
    public const char Space = '\u0120';

    public static char Of(byte value) => CharacterOfByte[value];

    /// <summary>The byte that a character stands for, or -1.</summary>
    public static int ByteOf(char character) => character < Limit ? ByteOfCharacter[character] : -1;
}
