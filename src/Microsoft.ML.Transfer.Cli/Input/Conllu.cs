using Microsoft.ML.Transfer.Treebanks;

namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>
/// CoNLL-U (.conllu, Universal Dependencies): a row a sentence, its text from the <c># text</c> comment or, without one, from its words.
/// </summary>
internal static class Conllu
{
    public static InputTable Read(TextReader reader, string name) =>
        new(name, [InputTable.TextColumn], ConlluReader.Read(reader, name).Select(sentence => new InputRow(sentence.Line, [sentence.Text])));
}
