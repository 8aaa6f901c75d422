using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Tokenization;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer tokenize</c>: the tokens of each text on standard input.</summary>
internal static class TokenizeCommand
{
    private const string Utf16 = "utf16";
    private const string CodePoint = "codepoint";

    public static Command Create(CliConsole console)
    {
        var model = ModelOption.RequiredFolder();
        var noSpecial = new Option<bool>("--no-special") { Description = "Leave out the special tokens that the model puts round a text." };
        var pairs = new Option<bool>("--pairs") { Description = "Every line must have a \"pair\"." };
        var offsets = new Option<string>("--offsets") { HelpName = $"{Utf16}|{CodePoint}", Description = "The unit of the offsets: UTF-16 code units or code points.", DefaultValueFactory = _ => Utf16 };
        offsets.AcceptOnlyFromAmong(Utf16, CodePoint);
        var command = new Command("tokenize", "Tokenize: reads {\"text\",\"pair\"?} a line, prints ids, tokens, offsets, type ids, masks, word and sequence ids a line.") { model, noSpecial, pairs, offsets };
        var lengths = new LengthArguments(command);
        command.SetAction(parsed =>
        {
            var tokenizer = lengths.Apply(parsed, PretrainedTokenizer.Load(HubModel.Locate(parsed.GetRequiredValue(model))));
            var useCodePoints = string.Equals(parsed.GetRequiredValue(offsets), CodePoint, StringComparison.Ordinal);
            var job = new TokenizeJob(tokenizer, addSpecialTokens: !parsed.GetValue(noSpecial));
            foreach (var (line, encoding) in job.Encode(TokenizeInput.Read(console.In, parsed.GetValue(pairs))))
                console.Out.WriteLine(TokenizeOutput.ToJson(line, encoding, useCodePoints));
            return ExitCode.Success;
        });
        return command;
    }
}
