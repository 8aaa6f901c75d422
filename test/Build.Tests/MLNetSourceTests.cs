using Build.MLNet;

namespace Build.Tests;

[TestClass]
public sealed class MLNetSourceTests
{
    [TestMethod]
    [DataRow("package", "package")]
    [DataRow("compat", "compat")]
    public void A_name_is_its_own_flavor(string value, string flavor)
    {
        var source = MLNetSource.FromEnvironment(value);
        Assert.AreEqual(flavor, source.Flavor);
        Assert.AreEqual($"-p:MLNetSource={value}", source.Property);
        Assert.AreEqual(value is "compat", source.IsCompat);
    }

    [TestMethod]
    public void A_folder_of_assemblies_is_taken_by_its_full_path()
    {
        var folder = Directory.CreateTempSubdirectory("mlnet-").FullName;
        File.WriteAllText(Path.Combine(folder, "Microsoft.ML.Core.dll"), "");
        var source = MLNetSource.FromEnvironment(folder);
        Assert.AreEqual("folder", source.Flavor);
        Assert.AreEqual($"-p:MLNetSource={folder}", source.Property);
        Directory.Delete(folder, recursive: true);
    }

    [TestMethod]
    public void Anything_else_is_refused()
    {
        var error = Assert.ThrowsExactly<BuildException>(() => MLNetSource.FromEnvironment("pakage"));
        Assert.AreEqual("MLNetSource is 'pakage', which is neither 'package' nor 'compat' nor a folder that holds Microsoft.ML.Core.dll.", error.Message);
    }

    [TestMethod]
    public void A_feed_without_ml_net_leads_to_compat_and_says_so()
    {
        var source = MLNetSource.FromFeed(new FeedAnswer("9.9.9", HasMLNet: false, "The NuGet feed has no Microsoft.ML 9.9.9", IsLasting: true));
        Assert.AreEqual("compat", source.Value);
        StringAssert.StartsWith(source.Explanation, "The NuGet feed has no Microsoft.ML 9.9.9; building against src/MLNet.Compat", StringComparison.Ordinal);
        Assert.DoesNotContain("\n", source.Explanation);
    }

    [TestMethod]
    [DataRow("error NU1603: Warning As Error: X depends on Microsoft.ML (>= 9.9.9) but Microsoft.ML 9.9.9 was not found. Microsoft.ML 10.0.1 was resolved instead. [x.csproj]", "The NuGet feed has no Microsoft.ML 9.9.9 (it offers 10.0.1)", true)]
    [DataRow("error NU1101: Unable to find package Microsoft.ML. No packages exist with this id in source(s): x", "The NuGet feed has no Microsoft.ML 9.9.9", true)]
    [DataRow("error NU1102: Unable to find package Microsoft.ML with version (>= 9.9.9)", "The NuGet feed has no Microsoft.ML 9.9.9", true)]
    [DataRow("error NU1301: Unable to load the service index for source https://feed.example/index.json.", "Microsoft.ML 9.9.9 could not be restored (NU1301: Unable to load the service index for source https://feed.example/index.json.)", false)]
    [DataRow("", "Microsoft.ML 9.9.9 could not be restored (no reason was given)", false)]
    public void What_nuget_says_becomes_one_line(string output, string finding, bool isLasting)
    {
        var answer = FeedProbe.Read("9.9.9", 1, output);
        Assert.IsFalse(answer.HasMLNet);
        Assert.AreEqual(finding, answer.Finding);
        Assert.AreEqual(isLasting, answer.IsLasting);
    }

    [TestMethod]
    public void A_restore_that_succeeds_means_that_the_feed_has_it() => Assert.IsTrue(FeedProbe.Read("9.9.9", 0, "").HasMLNet);
}
