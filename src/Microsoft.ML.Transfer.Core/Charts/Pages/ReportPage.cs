using System.Text;

namespace Microsoft.ML.Transfer.Charts;

/// <summary>
/// A page of pictures and tables in one file of HTML: it loads nothing, runs no script, and prints. In a notebook of .NET Interactive a page at the end of a cell is shown.
/// </summary>
/// <param name="Title">What was found.</param>
[TypeFormatterSource(typeof(HtmlViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record ReportPage(string Title) : IHtmlView
{
    /// <summary>What a reader is to take away, each with a word or two that are set before it.</summary>
    public IReadOnlyList<(string Lead, string Text)> Summary { get; init; } = [];

    /// <summary>How it was found out: names and values, such as the model and the data.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>The parts, from top to bottom.</summary>
    public IReadOnlyList<ReportSection> Sections { get; init; } = [];

    /// <summary>The whole page.</summary>
    /// <exception cref="InvalidOperationException">A chart or a table cannot be drawn; the message says why.</exception>
    public string ToDocument()
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>")
            .Append(XmlText.Escape(Title)).Append("</title>\n</head>\n<body style=\"margin:0;background:#fff\">\n");
        Write(html);
        return html.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>The page as a part of another, such as a notebook; its styles apply to nothing else.</summary>
    /// <returns>An <c>article</c> element.</returns>
    /// <exception cref="InvalidOperationException">A chart or a table cannot be drawn; the message says why.</exception>
    public string ToHtml()
    {
        var html = new StringBuilder();
        Write(html);
        return html.ToString();
    }

    /// <summary>Writes the whole page into a file.</summary>
    /// <param name="path">The file, usually named <c>.html</c>; one that is there is replaced.</param>
    /// <exception cref="InvalidOperationException">A chart or a table cannot be drawn; the message says why.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllText(path, ToDocument());
    }

    private void Write(StringBuilder html)
    {
        html.Append("<article class=\"transfer-report\">\n<style>\n").Append(PageStyle.Css).Append("</style>\n");
        html.Append("<h1>").Append(XmlText.Escape(Title)).Append("</h1>\n");
        if (Summary.Count > 0)
        {
            html.Append("<div class=\"summary\">\n");
            foreach (var (lead, text) in Summary)
                html.Append("<p><strong>").Append(XmlText.Escape(lead)).Append("</strong> ").Append(XmlText.Escape(text)).Append("</p>\n");
            html.Append("</div>\n");
        }
        if (Facts.Count > 0)
        {
            html.Append("<dl>\n");
            foreach (var (name, value) in Facts)
                html.Append("<div><dt>").Append(XmlText.Escape(name)).Append("</dt><dd>").Append(XmlText.Escape(value)).Append("</dd></div>\n");
            html.Append("</dl>\n");
        }
        foreach (var section in Sections)
        {
            html.Append("<section>\n<h2>").Append(XmlText.Escape(section.Heading)).Append("</h2>\n");
            foreach (var text in section.Text)
                html.Append("<p>").Append(XmlText.Escape(text)).Append("</p>\n");
            if (section.Chart is not null || section.Table is not null)
            {
                html.Append("<div class=\"beside\">\n");
                if (section.Chart is not null)
                    html.Append("<figure>\n").Append(section.Chart.ToSvg()).Append("</figure>\n");
                section.Table?.Write(html);
                html.Append("</div>\n");
            }
            html.Append("</section>\n");
        }
        html.Append("</article>\n");
    }
}
