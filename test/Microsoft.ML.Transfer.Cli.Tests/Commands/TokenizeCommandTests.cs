namespace Microsoft.ML.Transfer.Cli.Tests.Commands;

[TestClass]
public sealed class TokenizeCommandTests
{
    private const string Vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nbig\nlamp\n##s\n!\n😀\n";

    [TestMethod]
    public void A_text_gives_one_line_of_equally_long_lists() => Check(
        "{\"text\":\"Big 😀 lamps!\"}\n",
        """{"ids":[2,5,9,6,7,8,3],"tokens":["[CLS]","big","😀","lamp","##s","!","[SEP]"],"offsets":[[0,0],[0,3],[4,6],[7,11],[11,12],[12,13],[0,0]],"type_ids":[0,0,0,0,0,0,0],"special":[1,0,0,0,0,0,1],"attention_mask":[1,1,1,1,1,1,1],"word_ids":[null,0,1,2,2,3,null],"sequence_ids":[null,0,0,0,0,0,null]}""");

    [TestMethod]
    public void Offsets_in_code_points_count_a_surrogate_pair_once() => Check(
        "{\"text\":\"😀 lamps!\"}\n",
        """{"ids":[9,6,7,8],"tokens":["😀","lamp","##s","!"],"offsets":[[0,1],[2,6],[6,7],[7,8]],"type_ids":[0,0,0,0],"special":[0,0,0,0],"attention_mask":[1,1,1,1],"word_ids":[0,1,1,2],"sequence_ids":[0,0,0,0]}""",
        "--no-special", "--offsets", "codepoint");

    [TestMethod]
    public void A_pair_gives_type_ids_and_offsets_into_either_text() => Check(
        "{\"text\":\"big\",\"pair\":\"😀 lamp\"}\n",
        """{"ids":[2,5,3,9,6,3],"tokens":["[CLS]","big","[SEP]","😀","lamp","[SEP]"],"offsets":[[0,0],[0,3],[0,0],[0,1],[2,6],[0,0]],"type_ids":[0,0,0,1,1,1],"special":[1,0,1,0,0,1],"attention_mask":[1,1,1,1,1,1],"word_ids":[null,0,null,0,1,null],"sequence_ids":[null,0,null,1,1,null]}""",
        "--pairs", "--offsets", "codepoint");

    // BERT drops the replacement character.
    [TestMethod]
    public void A_lone_surrogate_is_taken_as_the_replacement_character() => Check(
        "{\"text\":\"big \\ud800\"}\n",
        """{"ids":[2,5,3],"tokens":["[CLS]","big","[SEP]"],"offsets":[[0,0],[0,3],[0,0]],"type_ids":[0,0,0],"special":[1,0,1],"attention_mask":[1,1,1],"word_ids":[null,0,null],"sequence_ids":[null,0,null]}""");

    [TestMethod]
    public void What_truncation_cuts_off_is_printed_as_overflow() => Check(
        "{\"text\":\"big lamps\",\"pair\":\"!\"}\n",
        """
        {"ids":[2,5,6,3,8,3],"tokens":["[CLS]","big","lamp","[SEP]","!","[SEP]"],"offsets":[[0,0],[0,3],[4,8],[0,0],[0,1],[0,0]],"type_ids":[0,0,0,0,1,1],"special":[1,0,0,1,0,1],
         "attention_mask":[1,1,1,1,1,1],"word_ids":[null,0,1,null,0,null],"sequence_ids":[null,0,0,null,1,null],"overflow":[
          {"ids":[2,6,7,3,8,3],"tokens":["[CLS]","lamp","##s","[SEP]","!","[SEP]"],"offsets":[[0,0],[4,8],[8,9],[0,0],[0,1],[0,0]],"type_ids":[0,0,0,0,1,1],"special":[1,0,0,1,0,1],
           "attention_mask":[1,1,1,1,1,1],"word_ids":[null,1,1,null,0,null],"sequence_ids":[null,0,0,null,1,null]}]}
        """,
        "--pairs", "--truncation", "only_first", "--max-length", "6", "--stride", "1");

    [TestMethod]
    [DataRow("max_length", "--max-length 4", 4, 4)]
    [DataRow("longest", "", 3, 3)]
    [DataRow("multiple", "", 8, 8)]
    [DataRow("multiple", "--multiple-of 5", 5, 5)]
    public void Padding_fills_up_every_line(string padding, string more, int first, int second)
    {
        using var folder = Model();
        var call = Call.WithInput(
            "{\"text\":\"big\"}\n{\"text\":\"\"}\n", ["tokenize", "--model", Path.GetDirectoryName(folder["x"])!, "--padding", padding, .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        var lines = call.Out.TrimEnd('\n').Split('\n').Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToArray();
        CollectionAssert.AreEqual(new[] { first, second }, lines.Select(line => line.GetProperty("ids").GetArrayLength()).ToArray());
        Assert.AreEqual(3, lines[0].GetProperty("attention_mask").EnumerateArray().Sum(bit => bit.GetInt32()));
        Assert.AreEqual(2, lines[1].GetProperty("attention_mask").EnumerateArray().Sum(bit => bit.GetInt32()));
    }

    [TestMethod]
    [DataRow("--truncation longest_first", "--truncation needs --max-length")]
    [DataRow("--padding max_length", "--padding max_length needs --max-length")]
    [DataRow("--max-length 8", "--max-length does nothing without")]
    [DataRow("--stride 2", "--stride does nothing without --truncation")]
    [DataRow("--truncation only_first --max-length -1", "--max-length must not be negative")]
    [DataRow("--padding longest --multiple-of 4", "--multiple-of does nothing without")]
    [DataRow("--truncation middle --max-length 8", "middle")]
    public void Options_that_do_not_fit_together_are_refused(string options, string message)
    {
        using var folder = Model();
        Refuse("{\"text\":\"a\"}\n", message, ["tokenize", "--model", Path.GetDirectoryName(folder["x"])!, .. options.Split(' ')]);
    }

    [TestMethod]
    public void A_line_that_cannot_be_truncated_is_named()
    {
        using var folder = Model();
        Refuse("{\"text\":\"big\",\"pair\":\"lamp lamp lamp lamp\"}\n", "line 1: The first text has 1 tokens, too few", "tokenize", "--model", Path.GetDirectoryName(folder["x"])!, "--truncation", "only_first", "--max-length", "5");
    }

    [TestMethod]
    public void A_line_without_a_text_or_the_pair_asked_for_is_refused_with_its_number()
    {
        using var folder = Model();
        var model = Path.GetDirectoryName(folder["x"])!;
        Refuse("{\"text\":\"a\"}\n{\"txt\":\"b\"}\n", "line 2: the member 'text' is missing; its members: txt", "tokenize", "--model", model);
        Refuse("{\"text\":\"a\"}\n", "line 1: the member 'pair' is missing, and --pairs asks for one", "tokenize", "--model", model, "--pairs");
        Refuse("no json\n", "line 1: no valid JSON: no json", "tokenize", "--model", model);
    }

    private static void Refuse(string input, string message, params string[] args)
    {
        var call = Call.WithInput(input, args);
        Assert.AreEqual(ExitCode.BadInput, call.ExitCode);
        StringAssert.Contains(call.Error, message, StringComparison.Ordinal);
    }

    private static void Check(string input, string expected, params string[] options)
    {
        using var folder = Model();
        var call = Call.WithInput(input, ["tokenize", "--model", Path.GetDirectoryName(folder["x"])!, .. options]);
        Assert.AreEqual(0, call.ExitCode, call.Error);
        // Characters beyond the basic plane may stand as escapes; the values are what counts.
        Assert.AreEqual(Normalized(expected), Normalized(call.Out));
    }

    private static string Normalized(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return System.Text.Json.JsonSerializer.Serialize(document.RootElement);
    }

    private static TemporaryFolder Model()
    {
        var folder = new TemporaryFolder();
        folder.Write("vocab.txt", Vocabulary);
        folder.Write("tokenizer_config.json", "{\"tokenizer_class\": \"BertTokenizer\", \"do_lower_case\": true}");
        return folder;
    }
}
