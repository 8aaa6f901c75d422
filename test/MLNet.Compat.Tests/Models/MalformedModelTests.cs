#if MLNET_COMPAT
using System.IO.Compression;
using System.Reflection;
using Microsoft.ML;
using MLNet.Compat.Tests.Samples;
using MLNet.Compat.Tests.Scenarios;

namespace MLNet.Compat.Tests.Models;

/// <summary>Damaged model files are refused with an exception that says so: never a crash, a hang or a huge allocation.</summary>
[TestClass]
public sealed class MalformedModelTests
{
    private const string Chain = "TransformerChain/Model.key";
    private const string Stage = "TransformerChain/Transform_000/Model.key";

    [TestMethod]
    public void ATruncatedZipIsRefused()
    {
        var zip = MakeModel();
        for (var length = 0; length < zip.Length; length += 7)
            AssertRefused(zip[..length], $"cut after {length} of {zip.Length} bytes");
    }

    [TestMethod]
    [DataRow(Chain)]
    [DataRow(Stage)]
    [DataRow("Schema")]
    public void ATruncatedPartIsRefused(string part)
    {
        var parts = Unzip(MakeModel());
        var whole = parts[part];
        for (var length = 0; length < whole.Length; length++)
        {
            parts[part] = whole[..length];
            AssertRefused(Zip(parts), $"{part} cut after {length} of {whole.Length} bytes");
        }
    }

    [TestMethod]
    [DataRow(Chain)]
    [DataRow(Stage)]
    [DataRow("Schema")]
    public void AChangedByteIsRefusedOrHarmless(string part)
    {
        var parts = Unzip(MakeModel());
        var whole = parts[part];
        for (var at = 0; at < whole.Length; at++)
        {
            parts[part] = [.. whole];
            parts[part][at] ^= 0xFF;
            LoadOrRefuse(Zip(parts));
        }
    }

    [TestMethod]
    [DataRow(Chain)]
    [DataRow(Stage)]
    public void AMissingPartIsRefused(string part)
    {
        var parts = Unzip(MakeModel());
        parts.Remove(part);
        AssertRefused(Zip(parts), $"without {part}");
    }

    [TestMethod]
    public void AnUnknownLoaderIsNamedByItsFolder()
    {
        var parts = Unzip(MakeModel());
        Replace(parts[Stage], "CustomTransformer"u8, "NobodyTransformer"u8);
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => Load(Zip(parts)));
        var inner = Assert.IsInstanceOfType<TargetInvocationException>(exception.InnerException);
        Assert.IsInstanceOfType<FormatException>(inner.InnerException);
        Assert.AreEqual("Couldn't load model: 'TransformerChain/Transform_000'", inner.InnerException!.Message);
    }

    [TestMethod]
    public void ALoaderOfANewerFormatIsRefused()
    {
        var parts = Unzip(MakeModel());
        const int Readable = 0x4C;
        BitConverter.TryWriteBytes(parts[Stage].AsSpan(Readable - 4), 0x00990000u);
        BitConverter.TryWriteBytes(parts[Stage].AsSpan(Readable), 0x00990000u);
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => Load(Zip(parts)));
        Assert.Contains("the model is too new", exception.ToString());
    }

    private static byte[] MakeModel()
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(NumericRows.Classes(3));
        var mapping = ml.Transforms.CustomMapping<CustomMappingTests.Input, CustomMappingTests.Output>(CustomMappingTests.Doubling.Map, "doubling");
        var model = new Microsoft.ML.Data.EstimatorChain<ITransformer>().Append(mapping).Fit(data);
        using var stream = new MemoryStream();
        ml.Model.Save(model, data.Schema, stream);
        return stream.ToArray();
    }

    private static ITransformer Load(byte[] zip) => new MLContext(seed: 1).Model.Load(new MemoryStream(zip), out _);

    private static void AssertRefused(byte[] zip, string what)
    {
        if (LoadOrRefuse(zip) is not null)
            Assert.Fail($"A model file was accepted: {what}.");
    }

    private static ITransformer? LoadOrRefuse(byte[] zip)
    {
        try
        {
            return Load(zip);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException or IOException
            or TargetInvocationException or BadImageFormatException)
        {
            return null;
        }
    }

    private static Dictionary<string, byte[]> Unzip(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var source = entry.Open();
            using var bytes = new MemoryStream();
            source.CopyTo(bytes);
            return bytes.ToArray();
        }, StringComparer.Ordinal);
    }

    private static byte[] Zip(Dictionary<string, byte[]> parts)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in parts)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    private static void Replace(byte[] bytes, ReadOnlySpan<byte> old, ReadOnlySpan<byte> other)
    {
        var at = bytes.AsSpan().IndexOf(old);
        Assert.IsGreaterThanOrEqualTo(0, at);
        other.CopyTo(bytes.AsSpan(at));
    }
}
#endif
