using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.Tests.Input;

[TestClass]
public sealed class InputFileTests
{
    [TestMethod]
    public void Txt_gives_a_row_for_each_line_blank_ones_too() =>
        Check("a.txt", "one\n\n two \r\nthree", "Text", "one", "", " two ", "three");

    [TestMethod]
    public void Tsv_takes_quotation_marks_as_they_are() =>
        Check("a.tsv", "Label\tText\nx\t\"Quite\" so\n\ny\t\"\n", "Label|Text", "x|\"Quite\" so", "y|\"");

    [TestMethod]
    public void Csv_reads_quoted_commas_line_breaks_and_quotation_marks() =>
        Check("a.csv", "Text,Label\r\n\"a, b\",x\r\n\"two\nlines\",\"say \"\"hi\"\"\"\r\n,\r\n", "Text|Label", "a, b|x", "two\nlines|say \"hi\"", "|");

    [TestMethod]
    public void Jsonl_takes_its_columns_from_the_first_line_and_a_missing_member_as_null() =>
        Check("a.jsonl", "{\"text\":\"a\\n\\u00e9\",\"n\":1.50,\"b\":true}\n\n{\"b\":null,\"text\":\"c\",\"new\":0}\n", "text|n|b", "a\né|1.50|true", "c|(null)|(null)");

    [TestMethod]
    public void Conllu_takes_the_text_comment_or_joins_the_words() => Check(
        "a.conllu",
        """
        # sent_id = 1
        # text = It's here.
        1	It	_	_	_	_	_	_	_	SpaceAfter=No
        2	's	_	_	_	_	_	_	_	_

        # sent_id = 2
        1-2	vámonos	_	_	_	_	_	_	_	SpaceAfter=No
        1	vamos	_	_	_	_	_	_	_	_
        2	nos	_	_	_	_	_	_	_	_
        2.1	empty	_	_	_	_	_	_	_	_
        3	!	_	_	_	_	_	_	_	_
        4	Ya	_	_	_	_	_	_	_	_

        """,
        "Text",
        "It's here.",
        "vámonos! Ya");

    [TestMethod]
    public void An_empty_txt_has_no_rows() => Check("a.txt", "", "Text");

    [TestMethod]
    public void A_row_knows_the_line_it_began_on() =>
        Read("a.csv", "Text\n\"a\nb\"\nc\n", t =>
        {
            CollectionAssert.AreEqual(new[] { 2, 4 }, t.Rows.Select(r => r.Line).ToArray());
            return 0;
        });

    [TestMethod]
    [DataRow("a.tsv", "", "the first line must name the columns")]
    [DataRow("a.csv", "", "the first line must name the columns")]
    [DataRow("a.tsv", "Text\tLabel\na\tb\nc\n", "line 3: 1 values, but the header names 2 columns")]
    [DataRow("a.csv", "Text,Label\na,b,c\n", "line 2: 3 values, but the header names 2 columns")]
    [DataRow("a.csv", "Text\n\"a\nb\n", "line 2: a quotation mark opens a field and none closes it")]
    [DataRow("a.jsonl", "{\"text\":\"a\"}\n[1]\n", "line 2: expected an object")]
    [DataRow("a.jsonl", "{\"text\":\"a\"\n", "line 1: no valid JSON")]
    [DataRow("a.conllu", "1\tIt\t_\n", "line 1: 3 values, but CoNLL-U has 10")]
    [DataRow("a.conllu", "x\tIt\t_\t_\t_\t_\t_\t_\t_\t_\n", "line 1: 'x' is no word number")]
    [DataRow("a.xlsx", "", "files ending in '.xlsx' are not read. Known: .txt, .tsv, .csv, .jsonl, .conllu")]
    public void A_malformed_file_is_refused_with_its_place(string name, string content, string message)
    {
        var error = Assert.ThrowsExactly<BadInputException>(() => Read(name, content, t => t.Rows.Count()));
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
        StringAssert.Contains(error.Message, name, StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_missing_column_is_refused_with_those_that_exist()
    {
        var error = Assert.ThrowsExactly<BadInputException>(() => Read("a.tsv", "Message\tTopic\na\tb\n", t => t.IndexOfText(null)));
        StringAssert.EndsWith(error.Message, "has no column 'Text' (--text-col). Its columns: Message, Topic.", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_column_is_found_without_regard_to_case_but_the_exact_name_comes_first() =>
        Read("a.tsv", "TEXT\ttext\n", t =>
        {
            Assert.AreEqual(1, t.IndexOf("text", "--text-col"));
            Assert.AreEqual(0, t.IndexOf("Text", "--text-col"));
            return 0;
        });

    private static void Check(string name, string content, string columns, params string[] rows) =>
        Read(name, content, table =>
        {
            Assert.AreEqual(columns, string.Join('|', table.Columns));
            CollectionAssert.AreEqual(rows, table.Rows.Select(r => string.Join('|', r.Values.Select(v => v ?? "(null)"))).ToArray());
            return 0;
        });

    private static T Read<T>(string name, string content, Func<InputTable, T> use)
    {
        using var folder = new TemporaryFolder();
        return InputFile.Read(folder.Write(name, content), use);
    }
}
