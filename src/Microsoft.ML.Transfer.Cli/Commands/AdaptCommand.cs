using System.CommandLine;
using Microsoft.ML.Transfer.Cli.DomainAdaptation;
using Microsoft.ML.Transfer.DomainAdaptation;
using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer adapt</c>: goes on training an encoder on texts of a domain, without labels.</summary>
internal static class AdaptCommand
{
    public static Command Create(CliConsole console)
    {
        var defaults = new DomainAdaptationOptions();
        var model = ModelOption.Required();
        var data = new Option<string[]>("--data") { Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "F", Description = "Texts of the domain: text files or folders of them, .tsv, .csv, .jsonl." };
        var column = new Option<string?>("--text-col") { HelpName = "C", Description = "The column of the texts, in files that have columns; Text when left out." };
        var output = new Option<string>("--output") { Required = true, HelpName = "DIR", Description = "Where to write the model, in the Hugging Face layout." };
        var work = new Option<string?>("--work") { HelpName = "DIR", Description = "Where to keep tokens and how far the training is; the same call goes on from there. Beside the output when left out." };
        var general = new Option<string[]>("--general") { AllowMultipleArgumentsPerToken = true, HelpName = "F", Description = "Other texts, to measure what is forgotten." };
        var replay = new Option<double>("--replay") { HelpName = "X", Description = "Which part of what is read is text of --general.", DefaultValueFactory = _ => defaults.ReplayShare };
        var words = new Option<int>("--extend-vocabulary") { HelpName = "N", Description = "How many words to add to the vocabulary: the most frequent ones that the tokenizer splits.", DefaultValueFactory = _ => defaults.NewWords };
        var wordCount = new Option<int>("--min-word-count") { HelpName = "N", Description = "How often such a word occurs at least.", DefaultValueFactory = _ => defaults.MinimumWordCount };
        var passes = new Option<double>("--passes") { HelpName = "X", Description = "How often the texts are read.", DefaultValueFactory = _ => defaults.Passes };
        var perStep = new Option<int?>("--tokens-per-step") { HelpName = "N", Description = "How many tokens make a step; when left out 2048, or fewer for at least 100 steps." };
        var length = new Option<int>("--max-length") { HelpName = "N", Description = "How many tokens the longest passage has.", DefaultValueFactory = _ => defaults.BlockLength };
        var rate = new Option<double?>("--learning-rate") { HelpName = "X", Description = "The highest learning rate; by the size of the model when left out." };
        var masked = new Option<double>("--mask-rate") { HelpName = "X", Description = "Which part of the tokens is predicted.", DefaultValueFactory = _ => defaults.Masking.Rate };
        var wholeWords = new Option<bool>("--whole-words") { Description = "Mask words with all their pieces." };
        var dropout = new Option<float>("--dropout") { HelpName = "X", Description = "The probability with which an activation is set to 0 in training.", DefaultValueFactory = _ => defaults.Dropout };
        var held = new Option<double>("--held-out") { HelpName = "X", Description = "Which part of the texts is not trained on but measured.", DefaultValueFactory = _ => defaults.HeldOutShare };
        var checkpointSteps = new Option<int>("--checkpoint-steps") { HelpName = "N", Description = "After how many steps to write down how far the training is.", DefaultValueFactory = _ => defaults.CheckpointSteps };
        var seed = new Option<int>("--seed") { HelpName = "N", Description = "The same seed gives the same model.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int?>("--threads") { HelpName = "N", Description = "How many threads compute; as many as there are processors when left out." };
        var command = new Command("adapt", "Adapt an encoder to a domain: go on training it on texts without labels.")
        {
            model, data, column, output, work, general, replay, words, wordCount, passes, perStep, length, rate, masked, wholeWords, dropout, held, checkpointSteps, seed, threads,
        };
        command.SetAction(parsed =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            AdaptJob.Execute(
                new AdaptRequest(
                    parsed.GetRequiredValue(model),
                    parsed.GetRequiredValue(data),
                    parsed.GetValue(general) ?? [],
                    parsed.GetValue(column),
                    folder,
                    parsed.GetValue(work) ?? Path.TrimEndingDirectorySeparator(folder) + ".work",
                    BadInputException.InRange(() => new DomainAdaptationOptions
                    {
                        Passes = parsed.GetValue(passes),
                        LearningRate = parsed.GetValue(rate),
                        Dropout = parsed.GetValue(dropout),
                        TokensPerStep = parsed.GetValue(perStep),
                        BlockLength = parsed.GetValue(length),
                        Masking = new MaskingOptions { Rate = parsed.GetValue(masked), WholeWords = parsed.GetValue(wholeWords) },
                        NewWords = parsed.GetValue(words),
                        MinimumWordCount = parsed.GetValue(wordCount),
                        ReplayShare = parsed.GetValue(replay),
                        HeldOutShare = parsed.GetValue(held),
                        CheckpointSteps = parsed.GetValue(checkpointSteps),
                        Seed = unchecked((ulong)parsed.GetValue(seed)),
                        Threads = parsed.GetValue(threads),
                    })),
                console);
            return ExitCode.Success;
        });
        return command;
    }
}
