using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Files with changed bytes load, or are refused as malformed; nothing else happens.</summary>
[TestClass]
public sealed class CorruptedTokenizerFuzzTests
{
    private static readonly byte[] Model =
    [
        0x0A, 0x0C, 0x0A, 0x05, (byte)'<', (byte)'u', (byte)'n', (byte)'k', (byte)'>', 0x15, 0, 0, 0, 0, 0x0A, 0x06, 0x0A, 0x04, (byte)'<', (byte)'/', (byte)'s', (byte)'>',
    ];

    [TestMethod]
    public void ChangedJsonIsRefusedOrWorks()
    {
        foreach (var json in new[] { SmallTokenizers.WordPiece().ToJson(), SmallTokenizers.ByteLevel().ToJson(), SmallTokenizers.AlbertLike().ToJson() })
            Check(json, bytes => PretrainedTokenizer.FromJson(bytes, "changed.json"));
    }

    [TestMethod]
    public void AChangedSentencePieceModelIsRefusedOrWorks()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer_config.json", "{\"tokenizer_class\": \"T5Tokenizer\", \"extra_ids\": 0}");
        Check(Model, bytes =>
        {
            folder.Write("spiece.model", bytes);
            return PretrainedTokenizer.Load(folder.Path);
        });
    }

    private static void Check(byte[] original, Func<byte[], PretrainedTokenizer> load)
    {
        var change = Gen.Choose(0, original.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(value => (At: at, Value: (byte)value)));
        Prop.ForAll(Arb.From(change.NonEmptyListOf()), changes =>
        {
            var bytes = original.ToArray();
            foreach (var (at, value) in changes.Take(3))
                bytes[at] = value;
            try
            {
                return load(bytes) is not null;
            }
            catch (InvalidDataException error)
            {
                return error.Message.Length > 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(4));
    }
}
