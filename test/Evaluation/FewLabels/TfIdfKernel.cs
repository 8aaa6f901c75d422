using System.Text.RegularExpressions;

namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>
/// The products of the term frequencies of texts, weighted by ln((1 + texts) / (1 + texts with the term)) + 1 and divided by their length: what scikit-learn's <c>TfidfVectorizer</c> gives,
/// with words of one letter too. Terms that stand in no labelled text have no weight.
/// </summary>
internal sealed partial class TfIdfKernel : ITextKernel
{
    private readonly (int Term, int Count)[][] _texts;

    /// <param name="texts">The texts.</param>
    /// <param name="longest">1 for single words, 2 for pairs of neighbours too.</param>
    public TfIdfKernel(string[] texts, int longest)
    {
        Name = longest == 1 ? "TF-IDF" : "TF-IDF, words and pairs";
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        _texts = [.. texts.Select(text => Terms(text, longest).CountBy(term => term).Select(pair => (Number(pair.Key), pair.Value)).ToArray())];

        int Number(string term)
        {
            if (!numbers.TryGetValue(term, out var number))
                numbers[term] = number = numbers.Count;
            return number;
        }
    }

    public string Name { get; }

    public KernelMatrices Products(int[] training, int[] test)
    {
        // The term's weights in the labelled texts, one after the other.
        var columns = new Dictionary<int, double[]>();
        var frequencies = training.SelectMany(row => _texts[row]).CountBy(pair => pair.Term).ToDictionary();
        var weights = frequencies.ToDictionary(pair => pair.Key, pair => Math.Log((1.0 + training.Length) / (1.0 + pair.Value)) + 1);
        for (var i = 0; i < training.Length; i++)
        {
            foreach (var (term, value) in Weigh(training[i], weights))
            {
                if (!columns.TryGetValue(term, out var column))
                    columns[term] = column = new double[training.Length];
                column[i] = value;
            }
        }
        return new KernelMatrices(Multiply(training), Multiply(test)).Scaled(training.Length);

        double[] Multiply(int[] rows)
        {
            var products = new double[rows.Length * training.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                foreach (var (term, value) in Weigh(rows[i], weights))
                {
                    var column = columns[term];
                    for (var j = 0; j < column.Length; j++)
                        products[i * column.Length + j] += value * column[j];
                }
            }
            return products;
        }
    }

    private List<(int Term, double Value)> Weigh(int row, Dictionary<int, double> weights)
    {
        var values = _texts[row].Where(pair => weights.ContainsKey(pair.Term)).Select(pair => (pair.Term, Value: pair.Count * weights[pair.Term])).ToList();
        var length = Math.Sqrt(values.Sum(pair => pair.Value * pair.Value));
        return values.ConvertAll(pair => (pair.Term, pair.Value / length));
    }

    private static IEnumerable<string> Terms(string text, int longest)
    {
        var words = Word().Matches(text.ToLowerInvariant()).Select(match => match.Value).ToList();
        return longest == 1 ? words : words.Concat(words.Zip(words.Skip(1), (first, second) => first + " " + second));
    }

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
