using System.Collections;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Charts;

/// <summary>Charts, pages and reports show in notebooks by the convention of .NET Interactive, taken here as it takes it: by names.</summary>
[TestClass]
public sealed class NotebookTests
{
    [TestMethod]
    public void ChartsAreShownAsHtml()
    {
        foreach (var chart in SampleCharts.All)
            Assert.AreEqual(chart.ToHtml(), Shown(chart));
    }

    [TestMethod]
    public void PagesAndReportsAreShownAsHtml()
    {
        Assert.StartsWith("<article", Shown(new ReportPage("Title")));
        Assert.AreEqual(SampleReport.Create().ToHtml(), Shown(SampleReport.Create()));
    }

    [TestMethod]
    public void OtherTypesAreLeftToOthers()
    {
        var formatter = Formatters(typeof(LineChart)).Cast<object>().Single();
        Assert.IsFalse((bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, ["text", TextWriter.Null])!);
    }

    private static string Shown(object value)
    {
        var formatter = Formatters(value.GetType()).Cast<object>().Single();
        Assert.AreEqual("text/html", formatter.GetType().GetProperty("MimeType")!.GetValue(formatter));
        using var writer = new StringWriter();
        Assert.IsTrue((bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, [value, writer])!);
        return writer.ToString();
    }

    private static IEnumerable Formatters(Type type)
    {
        var attribute = type.GetCustomAttributes(inherit: true).Single(attribute => attribute.GetType().Name is "TypeFormatterSourceAttribute");
        CollectionAssert.AreEqual(new[] { "text/html" }, (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!);
        var source = Activator.CreateInstance((Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!)!;
        return (IEnumerable)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
    }
}
