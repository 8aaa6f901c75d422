namespace MLNet.Compat.Tests.Samples;

/// <summary>A text with its class.</summary>
public sealed class TextRow
{
    /// <summary>The class.</summary>
    public string Label { get; set; } = "";

    /// <summary>The text.</summary>
    public string? Text { get; set; }
}

/// <summary>Short texts with repeated words, mixed case, digits, punctuation, accents, an empty and a missing one.</summary>
public static class TextRows
{
    /// <summary>Six plain sentences in three classes.</summary>
    public static TextRow[] Plain() =>
    [
        new() { Label = "food", Text = "The soup was hot and the bread was fresh" },
        new() { Label = "travel", Text = "The train was late and the bus was full" },
        new() { Label = "food", Text = "Fresh bread and hot soup" },
        new() { Label = "sport", Text = "A late goal won the match" },
        new() { Label = "travel", Text = "The bus to the match was late" },
        new() { Label = "sport", Text = "The match was won" },
    ];

    /// <summary>Texts that test the edges of tokenizing and normalizing.</summary>
    public static TextRow[] Odd() =>
    [
        new() { Label = "a", Text = "Déjà vu, DÉJÀ VU! déjà-vu?" },
        new() { Label = "b", Text = "Call 555-0199 at 9:30; price: $3.50 (about 2,000)" },
        new() { Label = "c", Text = "" },
        new() { Label = "d", Text = "   two  spaces\tand a tab " },
        new() { Label = "e", Text = "Ärger Über ÖL, ñandú, façade, naïve" },
        new() { Label = "f", Text = "emoji 😀 and symbols ©™ x²" },
        new() { Label = "g", Text = "it's rock'n'roll - \"quoted\" [text] <tag> a/b c\\d e_f" },
        new() { Label = "h", Text = null },
    ];
}
