using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>
/// Lays a confusion matrix out as text: a column for each predicted class, a row for each true class, recall at the right,
/// precision below. Classes with names too long for a column are numbered.
/// </summary>
internal static class ConfusionTableText
{
    private const string Corner = "PREDICTED";

    public static string Format(ConfusionMatrix matrix)
    {
        var names = matrix.ClassNames;
        int classes = matrix.NumberOfClasses;
        int width = classes == 2 ? 8 : 5;
        int longest = names.Max(name => name.Length);
        bool numbered = longest > width;
        int digits = Number(names.Count - 1).Length;
        int head = Math.Max(Corner.Length, numbered ? longest + digits + 2 : longest);
        string pad = new(' ', head - Corner.Length);
        string rule = string.Concat(Enumerable.Repeat(classes > 2 ? "========" : "===========", classes));

        var text = new StringBuilder();
        if (classes == 2 && matrix.IsBinary)
            AppendRatio(text, matrix);
        text.AppendLine().AppendLine("Confusion table");
        text.Append("          ").Append(pad).Append("||").AppendLine(rule);
        text.Append(Corner).Append(' ').Append(pad).Append("||");
        for (int i = 0; i < classes; i++)
            text.Append(' ').Append((numbered ? Number(i) : names[i]).PadLeft(width)).Append(" |");
        text.AppendLine(" Recall");
        text.Append("TRUTH     ").Append(pad).Append("||").AppendLine(rule);
        for (int i = 0; i < classes; i++)
        {
            text.Append(numbered ? $"{Number(i).PadLeft(digits)}. {names[i].PadLeft(head - digits - 2)}" : names[i].PadLeft(head)).Append(" ||");
            foreach (double count in matrix.Counts[i])
                text.Append(' ').Append(count.ToString("N0", CultureInfo.InvariantCulture).PadLeft(width)).Append(" |");
            text.Append(' ').Append(matrix.PerClassRecall[i].ToString("F4", CultureInfo.InvariantCulture).PadLeft(5)).AppendLine();
        }
        text.Append("          ").Append(pad).Append("||").AppendLine(rule);
        text.Append("Precision ").Append(pad).Append("||");
        foreach (double precision in matrix.PerClassPrecision)
            text.Append(precision.ToString("N4", CultureInfo.InvariantCulture).PadLeft(width + 1)).Append(" |");
        return text.AppendLine().ToString();
    }

    private static void AppendRatio(StringBuilder text, ConfusionMatrix matrix)
    {
        double positives = matrix.Counts[0].Sum();
        double negatives = matrix.Counts[1].Sum();
        text.Append(CultureInfo.InvariantCulture,
            $"TEST {matrix.ClassNames[0].ToUpperInvariant()} RATIO:\t{positives / (positives + negatives):N4} ({positives:F1}/({positives:F1}+{negatives:F1}))");
    }

    private static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);
}
