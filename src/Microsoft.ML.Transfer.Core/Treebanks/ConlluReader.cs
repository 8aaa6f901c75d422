using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Treebanks;

/// <summary>Reads treebanks in CoNLL-U, the format of Universal Dependencies (https://universaldependencies.org/format.html).</summary>
public static class ConlluReader
{
    private const string TextComment = "# text =";

    /// <summary>The names of the fields, in the order in which they stand in a line.</summary>
    public static IReadOnlyList<string> FieldNames { get; } = ["id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc"];

    /// <summary>Reads the sentences of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is malformed; the message says which.</exception>
    public static IReadOnlyList<TreebankSentence> Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no treebank {path}.", path);
        using var reader = new StreamReader(path);
        return [.. Read(reader, path)];
    }

    /// <summary>Reads sentences one by one.</summary>
    /// <param name="reader">The lines.</param>
    /// <param name="name">What errors call them.</param>
    /// <exception cref="InvalidDataException">A line is malformed; the message says which.</exception>
    public static IEnumerable<TreebankSentence> Read(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Sentences(reader, name);
    }

    private static IEnumerable<TreebankSentence> Sentences(TextReader reader, string name)
    {
        var sentence = new Draft(name);
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length > 0)
                sentence.Add(line, number);
            else if (sentence.Take() is { } complete)
                yield return complete;
        }
        if (sentence.Take() is { } last)
            yield return last;
    }

    /// <summary>The sentence that is being read.</summary>
    private sealed class Draft(string name)
    {
        private readonly StringBuilder _joined = new();
        private readonly List<(TreebankWord Word, int Line)> _words = [];
        private string? _text;
        private string _separator = "";
        private int _line;
        private int _coveredTo;

        public void Add(string line, int number)
        {
            if (_line == 0)
                _line = number;
            if (line.StartsWith(TextComment, StringComparison.Ordinal))
                _text = line[TextComment.Length..].Trim();
            if (line[0] == '#')
                return;
            var fields = line.Split('\t');
            if (fields.Length != FieldNames.Count)
                throw new InvalidDataException($"{name}, line {number}: {fields.Length} values, but CoNLL-U has {FieldNames.Count}, separated by tabs.");
            // "8.1" is an empty node, no word of the text; "3-4" is the written form of the words 3 and 4, which follow.
            if (fields[0].Contains('.', StringComparison.Ordinal))
                return;
            var range = fields[0].Split('-');
            if (!TryNumber(range[0], out var first) || !TryNumber(range[^1], out var last))
                throw new InvalidDataException($"{name}, line {number}: '{fields[0]}' is no word number.");
            if (range.Length == 1)
                _words.Add((Word(fields, number), number));
            if (last <= _coveredTo)
                return;
            _coveredTo = range.Length > 1 ? last : first;
            _joined.Append(_separator).Append(fields[1]);
            _separator = fields[9].Split('|').Contains("SpaceAfter=No", StringComparer.Ordinal) ? "" : " ";
        }

        /// <summary>The sentence, when there was one; begins the next.</summary>
        public TreebankSentence? Take()
        {
            foreach (var (word, line) in _words)
            {
                if (word.Head > _words.Count)
                    throw new InvalidDataException($"{name}, line {line}: the head of '{word.Form}' is word {word.Head}, but the sentence has {_words.Count} words.");
            }
            var sentence = _line > 0 && (_text is not null || _words.Count > 0) ? new TreebankSentence(_line, _text ?? _joined.ToString(), [.. _words.Select(pair => pair.Word)]) : null;
            _joined.Clear();
            _words.Clear();
            (_text, _separator, _line, _coveredTo) = (null, "", 0, 0);
            return sentence;
        }

        private TreebankWord Word(string[] fields, int number)
        {
            int? head = null;
            if (fields[6] is not "_")
                head = TryNumber(fields[6], out var value) ? value : throw new InvalidDataException($"{name}, line {number}: '{fields[6]}' is no number of a head.");
            return new TreebankWord(fields[1], fields[2], fields[3], fields[4], fields[5], head, fields[7], fields[8], fields[9]);
        }

        private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
