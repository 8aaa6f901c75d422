using Microsoft.ML.Transfer.Cli.Tokenization;

namespace Microsoft.ML.Transfer.Cli.Tests.Tokenization;

[TestClass]
public sealed class CodePointOffsetsTests
{
    [TestMethod]
    public void A_surrogate_pair_is_one_code_point() => Check("a😀b", 0, 1, 1, 2, 3);

    [TestMethod]
    public void A_lone_surrogate_is_one_code_point()
    {
        Check("\ud800a\udc00", 0, 1, 2, 3);
        Check("\ud83d\ud83d\ude00", 0, 1, 1, 2);
    }

    [TestMethod]
    public void Without_surrogates_nothing_changes() => Check("aé", 0, 1, 2);

    private static void Check(string text, params int[] expected)
    {
        var offsets = new CodePointOffsets(text);
        CollectionAssert.AreEqual(expected, Enumerable.Range(0, text.Length + 1).Select(offsets.Of).ToArray());
    }
}
