using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints;

/// <summary>
/// Every file of the collection of corner cases, of whatever form, through the reader that checkpoints are read by. What the numbers are is compared where each
/// form is tested.
/// </summary>
[TestClass]
public sealed class ContainerTests
{
    [TestMethod]
    public void Every_file_that_must_load_loads()
    {
        var files = Files().Where(file => !IsRefused(file)).ToList();
        Assert.IsGreaterThanOrEqualTo(12, files.Count);
        foreach (var file in files)
        {
            using var weights = CheckpointWeights.OpenFile(file);
            Assert.IsNotEmpty(weights.Names, file);
            foreach (var name in weights.Names)
            {
                Assert.IsTrue(weights.TryGetShape(name, out var shape), $"{file}: {name}");
                Assert.IsTrue(weights.TryGetType(name, out var type), $"{file}: {name}");
                if (type.IsReadableAsFloat32())
                    weights.ReadFloat32(name, new float[shape.Aggregate(1L, (product, n) => product * n)]);
            }
        }
    }

    [TestMethod]
    public void Every_file_that_must_be_refused_is_refused_with_its_name_and_a_reason()
    {
        var files = Files().Where(IsRefused).ToList();
        Assert.IsGreaterThanOrEqualTo(14, files.Count);
        var reasons = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var message = Assert.ThrowsExactly<InvalidDataException>(() => CheckpointWeights.OpenFile(file).Dispose(), file).Message;
            Assert.StartsWith(file, message);
            reasons.Add(message[file.Length..]);
        }
        Assert.HasCount(files.Count, reasons, "each has a reason of its own");
    }

    private static string[] Files() =>
        [.. Directory.GetFiles(SharedData.Require("parity", "containers")).Where(file => file.EndsWith(".bin", StringComparison.Ordinal) || file.EndsWith(".safetensors", StringComparison.Ordinal))];

    private static bool IsRefused(string file) => Path.GetFileName(file).StartsWith("refuse_", StringComparison.Ordinal);
}
