using System.Collections.Immutable;
using System.Globalization;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Templates written as text: "[CLS]:0 $A:0 [SEP]:0", items apart by blanks, each with its type id.</summary>
internal static class TemplateText
{
    public static TemplateProcessor Parse(string single, string pair, Func<string, int> idOf)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var (first, second) = (Pieces(single, names), Pieces(pair, names));
        return new TemplateProcessor(first, second, names.Select(name => new TemplateProcessor.SpecialToken(name, [idOf(name)], [name])));
    }

    private static ImmutableArray<TemplateProcessor.TemplatePiece> Pieces(string template, SortedSet<string> names)
    {
        var pieces = ImmutableArray.CreateBuilder<TemplateProcessor.TemplatePiece>();
        foreach (var item in template.Split(' '))
        {
            var colon = item.LastIndexOf(':');
            var (name, typeId) = (item[..colon], int.Parse(item.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture));
            if (name is "$A" or "$B")
            {
                pieces.Add(TemplateProcessor.TemplatePiece.Text(name is "$A" ? 0 : 1, typeId));
                continue;
            }
            names.Add(name);
            pieces.Add(TemplateProcessor.TemplatePiece.Special(name, typeId));
        }
        return pieces.ToImmutable();
    }
}
