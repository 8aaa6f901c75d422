namespace Microsoft.ML.Transfer.Charts;

/// <summary>
/// Says to notebooks how a type is shown. .NET Interactive knows this attribute by its name and the names of its properties, and formatters by theirs, so that a library
/// needs no reference to it (docs/formatting.md of dotnet/interactive, "convention-based formatters").
/// </summary>
/// <param name="formatterSourceType">The type, with a constructor without parameters, that makes the formatters.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type that makes the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The forms in which it is shown.</summary>
    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>Makes the formatters of what is shown as HTML.</summary>
internal sealed class HtmlViewFormatterSource
{
    /// <summary>The formatters.</summary>
    public IEnumerable<object> CreateTypeFormatters() => [new HtmlViewFormatter()];
}

/// <summary>Writes what is shown as HTML.</summary>
internal sealed class HtmlViewFormatter
{
    /// <summary>The form in which it writes.</summary>
    public string MimeType { get; } = "text/html";

    /// <summary>Writes a value; false where it is of another type.</summary>
    /// <param name="instance">The value.</param>
    /// <param name="writer">Where to.</param>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not IHtmlView view)
            return false;
        writer.Write(view.ToHtml());
        return true;
    }
}
