using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Checkpoints;

/// <summary>The same paths are refused on every operating system; none of these tests asks which it runs on.</summary>
[TestClass]
public sealed class SafePathTests
{
    [TestMethod]
    [DataRow("..")]
    [DataRow("../x")]
    [DataRow("a/../../x")]
    [DataRow("a/..")]
    [DataRow(@"..\x")]
    [DataRow(@"a\..\..\x")]
    [DataRow(@"a/..\x")]
    public void A_path_to_a_parent_folder_is_refused(string path) => Refused(path, "has a part '..'");

    [TestMethod]
    [DataRow("./x")]
    [DataRow("a/./x")]
    [DataRow(".")]
    public void A_path_with_the_folder_itself_as_a_part_is_refused(string path) => Refused(path, "has a part '.'");

    [TestMethod]
    [DataRow("/etc/passwd")]
    [DataRow(@"\Windows\win.ini")]
    [DataRow("/")]
    public void An_absolute_path_is_refused(string path) => Refused(path, "is absolute");

    [TestMethod]
    [DataRow("C:/x")]
    [DataRow(@"C:\x")]
    public void A_path_with_a_drive_is_refused(string path) => Refused(path, "holds a colon");

    [TestMethod]
    [DataRow("C:x")]
    [DataRow("C:")]
    [DataRow("a/C:x")]
    public void A_path_relative_to_a_drive_is_refused(string path) => Refused(path, "holds a colon");

    [TestMethod]
    public void An_alternate_data_stream_is_refused() => Refused("model.safetensors:hidden", "holds a colon");

    [TestMethod]
    [DataRow(@"\\host\share")]
    [DataRow(@"\\?\C:\x")]
    [DataRow(@"\\.\pipe\x")]
    [DataRow("//host/share")]
    public void A_network_or_device_path_is_refused(string path) => Refused(path, "is a network path");

    [TestMethod]
    [DataRow("a\0b")]
    [DataRow("model.safetensors\0.txt")]
    [DataRow("a\nb")]
    public void A_control_character_is_refused(string path) => Refused(path, "holds a control character");

    [TestMethod]
    [DataRow(".. /x")]
    [DataRow("... /x")]
    [DataRow("a./x")]
    [DataRow("x.")]
    [DataRow("x ")]
    public void A_part_whose_end_Windows_drops_is_refused(string path) => Refused(path, "ends in a dot or a blank that Windows drops");

    [TestMethod]
    [DataRow("NUL")]
    [DataRow("nul.safetensors")]
    [DataRow("a/CON")]
    [DataRow("com1.tar.gz")]
    [DataRow("LPT1 .txt")]
    [DataRow("com\u00B9")]
    public void A_Windows_device_is_refused(string path) => Refused(path, "is a device on Windows");

    [TestMethod]
    public void Every_numbered_Windows_device_is_refused()
    {
        foreach (var digit in "0123456789\u00B9\u00B2\u00B3")
        {
            Refused($"COM{digit}", "is a device on Windows");
            Refused($"a/lpt{digit}.bin", "is a device on Windows");
        }
    }

    [TestMethod]
    public void An_empty_path_is_refused() => Refused("", "is empty");

    [TestMethod]
    [DataRow("a//b")]
    [DataRow("a/")]
    [DataRow(@"a\/b")]
    public void An_empty_part_is_refused(string path) => Refused(path, "has an empty part");

    [TestMethod]
    [DataRow("model-00001-of-00002.safetensors")]
    [DataRow(".hidden")]
    [DataRow("..a")]
    [DataRow("a..b")]
    [DataRow("console.txt")]
    [DataRow("größe 1.bin")]
    public void A_file_in_the_folder_is_allowed(string path)
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(Path.Combine(folder.Path, path), SafePath.Combine(folder.Path, path));
    }

    [TestMethod]
    [DataRow("1_Pooling/config.json")]
    [DataRow(@"1_Pooling\config.json")]
    public void A_file_in_a_folder_below_is_allowed_with_either_separator(string path)
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(Path.Combine(folder.Path, "1_Pooling", "config.json"), SafePath.Combine(folder.Path, path));
    }

    [TestMethod]
    public void A_root_as_the_folder_is_allowed()
    {
        var root = Path.GetPathRoot(Path.GetTempPath())!;
        Assert.AreEqual(Path.Combine(root, "x"), SafePath.Combine(root, "x"));
    }

    private static void Refused(string path, string why)
    {
        using var folder = new TemporaryFolder();
        var message = Assert.ThrowsExactly<InvalidDataException>(() => SafePath.Combine(folder.Path, path, namedBy: "index.json")).Message;
        Assert.StartsWith("index.json: the path '", message);
        Assert.Contains(why, message);
        Assert.DoesNotContain("\0", message);
    }
}
