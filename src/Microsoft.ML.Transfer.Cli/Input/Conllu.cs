using System.Text;

namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>
/// CoNLL-U (.conllu, Universal Dependencies): a row a sentence, its text from the <c># text</c> comment or, without one, from its words.
/// </summary>
internal static class Conllu
{
    private const int Id = 0;
    private const int Form = 1;
    private const int Misc = 9;
    private const int FieldCount = 10;

    public static InputTable Read(TextReader reader, string name) => new(name, [InputTable.TextColumn], Rows(reader, name));

    private static IEnumerable<InputRow> Rows(TextReader reader, string name)
    {
        var sentence = new Sentence();
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length > 0)
                sentence.Add(line, name, number);
            else if (sentence.Take() is { } row)
                yield return row;
        }
        if (sentence.Take() is { } last)
            yield return last;
    }

    private sealed class Sentence
    {
        private const string TextComment = "# text =";

        private readonly StringBuilder _words = new();
        private string? _text;
        private string _separator = "";
        private int _line;
        private int _coveredTo;

        public void Add(string line, string name, int number)
        {
            if (_line == 0)
                _line = number;
            if (line.StartsWith(TextComment, StringComparison.Ordinal))
                _text = line[TextComment.Length..].Trim();
            if (line[0] == '#')
                return;

            var fields = line.Split('\t');
            if (fields.Length != FieldCount)
                throw new BadInputException($"{name}, line {number}: {fields.Length} values, but CoNLL-U has {FieldCount}, separated by tabs.");
            AddWord(fields, name, number);
        }

        /// <summary>The sentence, when there was one; begins the next.</summary>
        public InputRow? Take()
        {
            var row = _line > 0 && (_text is not null || _words.Length > 0) ? new InputRow(_line, [_text ?? _words.ToString()]) : null;
            _words.Clear();
            (_text, _separator, _line, _coveredTo) = (null, "", 0, 0);
            return row;
        }

        private void AddWord(string[] fields, string name, int number)
        {
            // "8.1" is an empty node, no word of the text; "3-4" is the written form of the words 3 and 4, which follow.
            if (fields[Id].Contains('.', StringComparison.Ordinal))
                return;
            var range = fields[Id].Split('-');
            if (!int.TryParse(range[0], System.Globalization.CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(range[^1], System.Globalization.CultureInfo.InvariantCulture, out var last))
            {
                throw new BadInputException($"{name}, line {number}: '{fields[Id]}' is no word number.");
            }
            if (last <= _coveredTo)
                return;
            _coveredTo = Math.Max(_coveredTo, range.Length > 1 ? last : first);
            _words.Append(_separator).Append(fields[Form]);
            _separator = fields[Misc].Split('|').Contains("SpaceAfter=No", StringComparer.Ordinal) ? "" : " ";
        }
    }
}
