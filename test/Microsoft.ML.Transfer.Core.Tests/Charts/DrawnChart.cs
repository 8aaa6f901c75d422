using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.Transfer.Charts;

/// <summary>A picture as a reader of the file sees it.</summary>
internal sealed class DrawnChart
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private DrawnChart(XElement root)
    {
        Root = root;
        Width = Number(root.Attribute("width"));
        Height = Number(root.Attribute("height"));
        Texts = [.. root.Elements(Svg + "text").Select(Text)];
    }

    public XElement Root { get; }

    public double Width { get; }

    public double Height { get; }

    public IReadOnlyList<DrawnText> Texts { get; }

    public IEnumerable<string> Tooltips => Root.Elements().Elements(Svg + "title").Select(title => title.Value);

    public static DrawnChart Of(Chart chart) => new(XElement.Parse(chart.ToSvg()));

    public IEnumerable<XElement> All(string name) => Root.Elements(Svg + name);

    /// <summary>Fails where a text is cut or lies on another.</summary>
    public void CheckLayout()
    {
        foreach (var text in Texts)
        {
            var box = text.Box;
            if (box.Left < 0 || box.Top < 0 || box.Right > Width || box.Bottom > Height)
                throw new AssertFailedException($"\"{text.Value}\" at {box} is cut by the edge of a picture of {Width} × {Height}.");
        }
        for (var i = 0; i < Texts.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Texts[i].Box.Overlaps(Texts[j].Box))
                    throw new AssertFailedException($"\"{Texts[i].Value}\" at {Texts[i].Box} lies on \"{Texts[j].Value}\" at {Texts[j].Box}.");
            }
        }
    }

    private static DrawnText Text(XElement element)
    {
        var style = new TextStyle(Number(element.Attribute("font-size")), Palette.Ink, (string?)element.Attribute("font-weight") is "bold");
        var anchor = (string?)element.Attribute("text-anchor") switch { null => TextAnchor.Start, "middle" => TextAnchor.Middle, _ => TextAnchor.End };
        // Two decimals are written; a hundredth of a pixel is no overlap.
        var box = TextBox.Of(Number(element.Attribute("x")), Number(element.Attribute("y")), element.Value, style, anchor, element.Attribute("transform") is not null);
        return new(element.Value, new(box.Left + 0.02, box.Top + 0.02, box.Right - 0.02, box.Bottom - 0.02), element);
    }

    private static double Number(XAttribute? attribute) => double.Parse(attribute!.Value, CultureInfo.InvariantCulture);
}

internal sealed record DrawnText(string Value, TextBox Box, XElement Element);
