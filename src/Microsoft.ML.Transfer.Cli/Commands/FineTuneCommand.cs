using System.CommandLine;
using Microsoft.ML.Transfer.Cli.FineTuning;
using Microsoft.ML.Transfer.Cli.Input;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer finetune</c>: trains an encoder to a task and saves the model.</summary>
internal static class FineTuneCommand
{
    public static Command Create(CliConsole console)
    {
        var task = new Option<string>("--task") { HelpName = TuningTask.Names, Description = "What is learned.", DefaultValueFactory = _ => "text-classification" };
        var model = ModelOption.Required();
        var data = new Option<string>("--data") { Required = true, HelpName = "F", Description = "Examples (.tsv, .csv, .jsonl)." };
        var validationData = new Option<string?>("--validation-data") { HelpName = "F", Description = "Examples that are not trained on, to choose the best epoch." };
        var columns = new ColumnOptions();
        var output = new Option<string>("--output") { Required = true, HelpName = "model.zip", Description = "Where to save the model, with its card beside it; a folder where embeddings are learned." };
        var epochs = new Option<int?>("--epochs") { HelpName = "N", Description = "How often each example has its turn; 4 when left out, and 1 for pairs of embeddings." };
        var batch = new Option<int>("--batch-size") { HelpName = "N", Description = "How many examples are computed together.", DefaultValueFactory = _ => 16 };
        var batches = new Option<int>("--batches-per-step") { HelpName = "N", Description = "How many batches make a step.", DefaultValueFactory = _ => 1 };
        var rate = new Option<double?>("--learning-rate") { HelpName = "X", Description = "The highest learning rate; by the size of the model when left out." };
        var findRate = new Option<bool>("--find-rate") { Description = "Try learning rates first, and take the one at which the loss falls fastest." };
        var penalty = new Option<float?>("--l2-sp") { HelpName = "A", Description = "Keep the weights near where they began: the weight of their squared distance in the loss (L2-SP)." };
        var replay = new Option<string?>("--replay") { HelpName = "F", Description = "Texts whose masked tokens are predicted now and then, so that the model does not forget what it knew of language." };
        var replayEvery = new Option<int>("--replay-every") { HelpName = "N", Description = "Which steps do so.", DefaultValueFactory = _ => 4 };
        var replayWeight = new Option<double>("--replay-weight") { HelpName = "X", Description = "How much those texts count in these steps beside the task.", DefaultValueFactory = _ => 1 };
        var forgetting = new Option<bool>("--report-forgetting") { Description = "Say in the model card how far each part of the model went from where it began." };
        var forgettingTexts = new Option<string?>("--forgetting-texts") { HelpName = "F", Description = "Texts in which masked tokens are predicted before and after, for that report." };
        var dropout = new Option<float>("--dropout") { HelpName = "X", Description = "The probability with which an activation is set to 0 in training.", DefaultValueFactory = _ => 0.1f };
        var length = new Option<int?>("--max-length") { HelpName = "N", Description = "The most tokens of a text; the model's own limit when left out." };
        var validation = new Option<double>("--validation") { HelpName = "X", Description = "The part of the examples that is kept out to choose the best epoch; 0 when left out." };
        var patience = new Option<int?>("--patience") { HelpName = "N", Description = "After how many epochs without anything better to end." };
        var train = new Option<string>("--train") { HelpName = "HOW", Description = "How much of the model is trained: all, head, top:N, bitfit, lora:RANK, adapters:SIZE, prefix:LENGTH, prompt:LENGTH or ia3; +decay:FACTOR, +unfreeze and +probe:EPOCHS follow where wanted.", DefaultValueFactory = _ => "all" };
        var recompute = new Option<bool>("--recompute") { Description = "Compute activations twice, to need less memory." };
        var checkpoints = new Option<string?>("--checkpoints") { HelpName = "DIR", Description = "Where to write down how far the training is; the same call goes on from there." };
        var checkpointSteps = new Option<int?>("--checkpoint-steps") { HelpName = "N", Description = "After how many steps to write it down; after each epoch when left out." };
        var seed = new Option<int>("--seed") { HelpName = "N", Description = "The same seed gives the same model.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int?>("--threads") { HelpName = "N", Description = "How many threads compute; as many as there are processors when left out." };
        var estimate = new Option<bool>("--estimate") { Description = "Say how long it takes and how much memory it needs, and end." };
        var command = new Command("finetune", "Fine-tune an encoder to a task.")
        {
            task, model, data, validationData, columns.Text, columns.Pair, columns.Label, output, epochs, batch, batches, rate, findRate, penalty, replay, replayEvery, replayWeight, forgetting, forgettingTexts, dropout, length, validation, patience, train, recompute, checkpoints,
            checkpointSteps, seed, threads, estimate,
        };
        var embedding = new EmbeddingTuningArguments();
        embedding.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (!Directory.Exists(folder))
                throw new BadInputException($"The folder {folder} for --output does not exist.");
            var adaptation = ParseAdaptation(parsed.GetRequiredValue(train));
            var texts = parsed.GetValue(forgettingTexts) is { } file ? InputFile.Read(file, ReadTexts) : null;
            var rehearsed = parsed.GetValue(replay) is { } replayed ? InputFile.Read(replayed, ReadTexts) : null;
            var request = new FineTuneRequest(
                TuningTask.Named(parsed.GetRequiredValue(task)),
                parsed.GetRequiredValue(data),
                parsed.GetValue(validationData),
                columns.Read(parsed),
                path,
                stage => stage with
                {
                    Model = parsed.GetRequiredValue(model),
                    Epochs = parsed.GetValue(epochs) ?? stage.Epochs,
                    BatchSize = parsed.GetValue(batch),
                    BatchesPerStep = parsed.GetValue(batches),
                    LearningRate = parsed.GetValue(rate),
                    LearningRateSearch = parsed.GetValue(findRate) ? new Training.LearningRateSearch() : null,
                    Penalty = parsed.GetValue(penalty) is { } alpha ? new Forgetting.L2Sp { Alpha = alpha } : null,
                    Replay = rehearsed is null ? null : new Forgetting.TextReplay(rehearsed) { Every = parsed.GetValue(replayEvery), Weight = parsed.GetValue(replayWeight) },
                    ReportsForgetting = parsed.GetValue(forgetting) || texts is not null,
                    ForgettingTexts = texts,
                    Dropout = parsed.GetValue(dropout),
                    MaximumLength = parsed.GetValue(length),
                    ValidationShare = parsed.GetValue(validation),
                    Patience = parsed.GetValue(patience),
                    Adaptation = adaptation,
                    RecomputesLayers = parsed.GetValue(recompute),
                    CheckpointFolder = parsed.GetValue(checkpoints),
                    CheckpointSteps = parsed.GetValue(checkpointSteps),
                    Seed = parsed.GetValue(seed),
                    Threads = parsed.GetValue(threads),
                },
                parsed.GetValue(estimate))
            {
                Embedding = embedding.Read(parsed),
            };
            FineTuneJob.Execute(request, TuningDisplay.On(console));
            return ExitCode.Success;
        });
        return command;
    }

    private static List<string> ReadTexts(InputTable table)
    {
        if (table.Columns.Length == 0)
            return [];
        var text = table.IndexOfText(column: null);
        return [.. table.Rows.Select(row => row.Values[text] ?? "")];
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
