using System.Xml.Linq;

namespace Build.Tests;

[TestClass]
public sealed class PackedProjectsTests
{
    [TestMethod]
    public void WhateverAPackageNeedsIsPackedToo()
    {
        var packed = Repository.PackedProjects().Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        Assert.IsGreaterThan(3, packed.Count);
        foreach (var project in packed)
        {
            foreach (var reference in XDocument.Load(project).Descendants("ProjectReference").Select(e => e.Attribute("Include")!.Value))
            {
                var needed = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference));
                Assert.Contains(needed, packed, $"{project} references {needed}, which is not packed: its package could not be installed.");
            }
        }
    }
}
