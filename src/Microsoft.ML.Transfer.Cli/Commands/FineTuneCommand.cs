using System.CommandLine;
using Microsoft.ML.Transfer.Cli.FineTuning;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer finetune</c>: trains an encoder to the classes of texts and saves the model.</summary>
internal static class FineTuneCommand
{
    public static Command Create(CliConsole console)
    {
        var model = ModelOption.Required();
        var data = new Option<string>("--data") { Required = true, HelpName = "F", Description = "Labelled texts (.tsv, .csv, .jsonl)." };
        var text = new Option<string?>("--text-col") { HelpName = "C", Description = "The column of the texts; Text when left out." };
        var label = new Option<string?>("--label-col") { HelpName = "C", Description = "The column of the classes; Label when left out." };
        var output = new Option<string>("--output") { Required = true, HelpName = "model.zip", Description = "Where to save the model." };
        var epochs = new Option<int>("--epochs") { HelpName = "N", Description = "How often each text has its turn.", DefaultValueFactory = _ => 4 };
        var batch = new Option<int>("--batch-size") { HelpName = "N", Description = "How many texts make a step.", DefaultValueFactory = _ => 16 };
        var rate = new Option<double?>("--learning-rate") { HelpName = "X", Description = "The highest learning rate; by the size of the model when left out." };
        var length = new Option<int?>("--max-length") { HelpName = "N", Description = "The most tokens of a text; the model's own limit when left out." };
        var validation = new Option<double>("--validation") { HelpName = "X", Description = "The part of the texts that is kept out to choose the best epoch; 0 when left out." };
        var train = new Option<string>("--train") { HelpName = "HOW", Description = "How much of the model is trained: all, head, top:N, bitfit, lora:RANK, adapters:SIZE, prefix:LENGTH, prompt:LENGTH or ia3; +decay:FACTOR, +unfreeze and +probe:EPOCHS follow where wanted.", DefaultValueFactory = _ => "all" };
        var seed = new Option<int>("--seed") { HelpName = "N", Description = "The same seed gives the same model.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int?>("--threads") { HelpName = "N", Description = "How many threads compute; as many as there are processors when left out." };
        var command = new Command("finetune", "Fine-tune an encoder to the classes of texts.")
        {
            model, data, text, label, output, epochs, batch, rate, length, validation, train, seed, threads,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (!Directory.Exists(folder))
                throw new BadInputException($"The folder {folder} for --output does not exist.");
            var request = new FineTuneRequest(Comparison.LabelledData.Load(parsed.GetRequiredValue(data), parsed.GetValue(text), parsed.GetValue(label)), path, () => new FineTuneTextClassificationOptions
            {
                Model = parsed.GetRequiredValue(model),
                Epochs = parsed.GetValue(epochs),
                BatchSize = parsed.GetValue(batch),
                LearningRate = parsed.GetValue(rate),
                MaximumLength = parsed.GetValue(length),
                ValidationShare = parsed.GetValue(validation),
                Adaptation = ParseAdaptation(parsed.GetRequiredValue(train)),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
            });
            FineTuneJob.Execute(request, console.Error.WriteLine);
            return ExitCode.Success;
        });
        return command;
    }

    private static Adaptation ParseAdaptation(string text)
    {
        try
        {
            return Adaptation.Parse(text);
        }
        catch (FormatException e)
        {
            throw new BadInputException($"--train {text}: {e.Message}", e);
        }
    }
}
