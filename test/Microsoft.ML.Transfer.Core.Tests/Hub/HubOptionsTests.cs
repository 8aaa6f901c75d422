using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Core.Tests.Hub;

[TestClass]
public sealed class HubOptionsTests
{
    private static readonly string Home = OperatingSystem.IsWindows() ? @"C:\home" : "/home";

    [TestMethod]
    [DataRow("org/name", "org", "name", null)]
    [DataRow("sentence-transformers/all-MiniLM-L6-v2", "sentence-transformers", "all-MiniLM-L6-v2", null)]
    [DataRow("org/name@v1.0", "org", "name", "v1.0")]
    [DataRow("org/name@refs/pr/12", "org", "name", "refs/pr/12")]
    [DataRow("o_1/n.2_x-3@0123456789abcdef0123456789abcdef01234567", "o_1", "n.2_x-3", "0123456789abcdef0123456789abcdef01234567")]
    public void Names_on_the_hub_are_understood(string text, string organization, string name, string? revision)
    {
        Assert.IsTrue(HubModelId.TryParse(text, out var id));
        Assert.AreEqual(new HubModelId(organization, name, revision), id);
        Assert.AreEqual(text, id.ToString());
    }

    [TestMethod]
    [DataRow("bert")]
    [DataRow("a/b/c")]
    [DataRow("/a/b")]
    [DataRow("./a")]
    [DataRow("../a")]
    [DataRow("a/..")]
    [DataRow("a/b@")]
    [DataRow("a/b@../c")]
    [DataRow("a/b@c/../d")]
    [DataRow("a/b@/c")]
    [DataRow("a--b/c")]
    [DataRow("a/b..c")]
    [DataRow("a/-b")]
    [DataRow("a/b.")]
    [DataRow("a/b c")]
    [DataRow("a\\b")]
    [DataRow("a/b\n")]
    [DataRow("")]
    public void What_has_another_form_is_no_name(string text) => Assert.IsFalse(HubModel.IsName(text));

    [TestMethod]
    public void The_cache_is_where_other_tools_have_theirs()
    {
        AssertCache(Path.Combine(Home, ".cache", "huggingface", "hub"));
        AssertCache(Absolute("xdg", "huggingface", "hub"), ("XDG_CACHE_HOME", Absolute("xdg")));
        AssertCache(Absolute("hf", "hub"), ("XDG_CACHE_HOME", Absolute("xdg")), ("HF_HOME", Absolute("hf")));
        AssertCache(Absolute("own"), ("HF_HOME", Absolute("hf")), ("HF_HUB_CACHE", Absolute("own")));
        AssertCache(Path.Combine(Home, "models"), ("HF_HUB_CACHE", "~/models"));
        AssertCache(Path.Combine(Home, ".cache", "huggingface", "hub"), ("HF_HUB_CACHE", ""));

        static void AssertCache(string expected, params (string, string)[] variables) => Assert.AreEqual(expected, With(variables).CacheFolder);
        static string Absolute(params string[] parts) => Path.GetFullPath(Path.Combine(["/", .. parts]));
    }

    [TestMethod]
    [DataRow("1", true)]
    [DataRow("yes", true)]
    [DataRow("True", true)]
    [DataRow("0", false)]
    [DataRow("", false)]
    public void Offline_is_what_the_variable_says(string value, bool expected) => Assert.AreEqual(expected, With(("HF_HUB_OFFLINE", value)).Offline);

    [TestMethod]
    public void A_mirror_is_named_by_its_address()
    {
        Assert.AreEqual("https://huggingface.co/", With().Endpoint.AbsoluteUri);
        Assert.AreEqual("https://mirror.example/hf", With(("HF_ENDPOINT", "https://mirror.example/hf/")).Endpoint.AbsoluteUri);
        var error = Assert.ThrowsExactly<ArgumentException>(() => With(("HF_ENDPOINT", "mirror.example")).Endpoint);
        Assert.Contains("HF_ENDPOINT must be an address such as https://huggingface.co", error.Message);
        Assert.ThrowsExactly<ArgumentException>(() => new HubOptions { Endpoint = new Uri("ftp://mirror.example") });
    }

    [TestMethod]
    public void The_token_is_a_variable_or_what_is_stored()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "stored\n");
        Assert.IsNull(With(("HF_HOME", folder.File("none"))).Token);
        Assert.AreEqual("stored", With(("HF_HOME", folder.Path)).Token);
        Assert.AreEqual("own", With(("HF_HOME", folder.Path), ("HF_TOKEN", " own\n")).Token);
    }

    [TestMethod]
    public void Times_and_numbers_are_checked()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new HubOptions { Timeout = TimeSpan.Zero });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new HubOptions { Attempts = 0 });
        Assert.ThrowsExactly<ArgumentException>(() => new HubOptions { CacheFolder = "" });
    }

    [TestMethod]
    public void What_is_no_folder_and_no_name_is_refused() =>
        Assert.Contains("'no such model'", Assert.ThrowsExactly<DirectoryNotFoundException>(() => HubModel.Locate("no such model")).Message);

    private static HubEnvironment With(params (string Name, string Value)[] variables) =>
        new(name => variables.FirstOrDefault(variable => variable.Name.Equals(name, StringComparison.Ordinal)).Value, Home);
}
