using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The normalisation forms against the platform's own, and what the platform does not tell: the alignment.</summary>
[TestClass]
public sealed class UnicodeNormalizerTests
{
    public static IEnumerable<object[]> Forms =>
        [[NormalizationForm.FormC], [NormalizationForm.FormD], [NormalizationForm.FormKC], [NormalizationForm.FormKD]];

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void EveryAssignedCharacterNormalizesAsThePlatformSays(NormalizationForm form)
    {
        // The table is of Unicode 12; the platform's is newer. Of the 150,000 characters some letters and marks came later.
        var different = new List<string>();
        for (var codePoint = 0; codePoint < 0x110000; codePoint++)
        {
            if (!Rune.IsValid(codePoint) || CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.OtherNotAssigned)
                continue;
            var text = "a" + new Rune(codePoint) + "\u0323\u0301";
            if (!string.Equals(text.Normalize(form), Normalize(text, form).Text, StringComparison.Ordinal))
                different.Add(codePoint.ToString("X", CultureInfo.InvariantCulture));
        }
        Assert.IsLessThan(300, different.Count, string.Join(' ', different));
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void SequencesNormalizeAsThePlatformSays(NormalizationForm form)
    {
        string[] parts = ["a", "e", "\u00E9", "\u0301", "\u0323", "\u0327", "\u0345", "\u1EAD", "\u1100", "\u1161", "\u11A8", "\uAC00", "\u1E9B", "\uFB01", "\u0344", "\u05B0", "\u05B1", "\U0001D15E", "\u3099", "\u30AB"];
        Prop.ForAll(Arb.From(Gen.Elements(parts).ListOf().Select(string.Concat)), text =>
            string.Equals(text.Normalize(form), Normalize(text, form).Text, StringComparison.Ordinal))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(40));
    }

    [TestMethod]
    public void ComposedCharactersAreAlignedToTheirFirst()
    {
        var (text, offsets) = Normalize("e\u0301x\uFB01", NormalizationForm.FormKC);
        Assert.AreEqual("\u00E9xfi", text);
        CollectionAssert.AreEqual(new[] { (0, 1), (2, 3), (3, 4), (3, 4) }, offsets);
    }

    [TestMethod]
    public void AHostileRunOfMarksIsOrderedInReasonableTime()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("\u0301\u0323", 200_000));
        Assert.AreEqual(text.Length, Normalize(text, NormalizationForm.FormD).Text.Length);
    }

    private static (string Text, (int Start, int End)[] Offsets) Normalize(string text, NormalizationForm form)
    {
        var normalizer = new UnicodeNormalizer(
            compatibility: form is NormalizationForm.FormKC or NormalizationForm.FormKD, compose: form is NormalizationForm.FormC or NormalizationForm.FormKC);
        var (source, result) = (new AlignedText(), new AlignedText());
        source.Load(text);
        normalizer.Normalize(source.Slice(0, source.Length, 0), result);
        return (result.Chars.ToString(), [.. result.Starts.ToArray().Zip(result.Ends.ToArray())]);
    }
}
