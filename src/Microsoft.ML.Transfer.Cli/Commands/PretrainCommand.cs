using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Pretraining;
using Microsoft.ML.Transfer.Pretraining;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer pretrain</c>: trains a model from texts without labels.</summary>
internal static class PretrainCommand
{
    public static Command Create(CliConsole console)
    {
        var (defaults, spanDefaults) = (new PretrainingOptions(), new SpanCorruptionOptions());
        var corpus = new Option<string[]>("--corpus") { Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "PATH[:WEIGHT]", Description = "Text files, or folders of them; with how often each is read beside the others." };
        var held = new Option<string[]>("--held-out") { AllowMultipleArgumentsPerToken = true, HelpName = "PATH", Description = "Texts that are not trained on, to measure." };
        var output = new Option<string>("--output") { Required = true, HelpName = "DIR", Description = "Where to write the model, in the Hugging Face layout." };
        var work = new Option<string?>("--work") { HelpName = "DIR", Description = "Where to keep tokens and how far the training is; the same call goes on from there. Beside the output when left out." };
        var objective = new Option<PretrainingObjective>("--objective") { Description = "What the model learns: an encoder predicts masked tokens, a causal model each token from those before it, a decoder the spans that are hidden from its encoder.", DefaultValueFactory = _ => PretrainingObjective.Masked };
        var family = new Option<LanguageModelKind?>("--family") { Description = "The family of a model that has read nothing: Gpt2 or Llama for causal ones, T5 or Bart for spans; the first of them when left out." };
        var model = new Option<string?>("--model") { HelpName = "M", Description = "A model to go on from: a folder with a head for the objective, or the id of a shipped model. When left out, a model is made that has read nothing." };
        var size = new Option<string>("--size") { HelpName = "LxH", Description = "Layers and the length of vectors.", DefaultValueFactory = _ => "4x256" };
        var heads = new Option<int>("--heads") { HelpName = "N", Description = "Attention heads.", DefaultValueFactory = _ => 4 };
        var positions = new Option<int>("--positions") { HelpName = "N", Description = "The longest text, in tokens.", DefaultValueFactory = _ => 256 };
        var vocabulary = new Option<int>("--vocabulary") { HelpName = "N", Description = "How many word pieces.", DefaultValueFactory = _ => 8192 };
        var tokens = new Option<long>("--tokens") { HelpName = "N", Description = "How many tokens to read in all.", DefaultValueFactory = _ => defaults.Tokens };
        var perStep = new Option<int>("--tokens-per-step") { HelpName = "N", Description = "How many make a step.", DefaultValueFactory = _ => defaults.TokensPerStep };
        var rate = new Option<double>("--learning-rate") { HelpName = "X", Description = "The highest learning rate.", DefaultValueFactory = _ => defaults.LearningRate };
        var decay = new Option<double>("--decay-share") { HelpName = "X", Description = "In which part at the end the learning rate falls to 0.", DefaultValueFactory = _ => defaults.DecayShare };
        var masked = new Option<double>("--mask-rate") { HelpName = "X", Description = "Which part of the tokens is predicted.", DefaultValueFactory = _ => defaults.Masking.Rate };
        var wholeWords = new Option<bool>("--whole-words") { Description = "Mask words with all their pieces." };
        var sentences = new Option<SentenceObjective>("--sentences") { Description = "What vectors of passages are trained to besides.", DefaultValueFactory = _ => SentenceObjective.None };
        var sentenceWeight = new Option<float>("--sentence-weight") { HelpName = "X", Description = "The weight of that.", DefaultValueFactory = _ => defaults.SentenceWeight };
        var density = new Option<double>("--noise-density") { HelpName = "X", Description = "Which part of the tokens is hidden from an encoder with a decoder.", DefaultValueFactory = _ => spanDefaults.NoiseDensity };
        var spanLength = new Option<double>("--span-length") { HelpName = "X", Description = "How many tokens a hidden span has in the mean.", DefaultValueFactory = _ => spanDefaults.MeanSpanLength };
        var dropout = new Option<float>("--dropout") { HelpName = "X", Description = "The probability with which an activation is set to 0 in training.", DefaultValueFactory = _ => defaults.Dropout };
        var seed = new Option<int>("--seed") { HelpName = "N", Description = "The same seed gives the same model.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int?>("--threads") { HelpName = "N", Description = "How many threads compute; as many as there are processors when left out." };
        var evaluation = new Option<int>("--evaluation-steps") { HelpName = "N", Description = "After how many steps to measure.", DefaultValueFactory = _ => defaults.EvaluationSteps };
        var checkpoints = new Option<int>("--checkpoint-steps") { HelpName = "N", Description = "After how many steps to write down how far it is.", DefaultValueFactory = _ => defaults.CheckpointSteps };
        var half = new Option<bool>("--half") { Description = "Write the weights in half precision." };
        var watts = new Option<double?>("--watts") { HelpName = "W", Description = "What the machine draws, to say what energy it took." };
        var price = new Option<double?>("--price") { HelpName = "P", Description = "What an hour of the machine costs, to say what it cost." };
        var command = new Command("pretrain", "Train a language model from texts without labels, from the vocabulary on.")
        {
            corpus, held, output, work, objective, family, model, size, heads, positions, vocabulary, tokens, perStep, rate, decay, masked, wholeWords, sentences, sentenceWeight, density, spanLength, dropout, seed, threads, evaluation, checkpoints, half, watts, price,
        };
        command.SetAction(parsed =>
        {
            var learns = parsed.GetValue(objective);
            if (learns != PretrainingObjective.Masked)
                Refuse(parsed, $"--objective {learns}", "it is for masked tokens", masked, wholeWords, sentences, sentenceWeight);
            if (learns != PretrainingObjective.Spans)
                Refuse(parsed, $"--objective {learns}", "it is for hidden spans", density, spanLength);
            if (parsed.GetValue(model) is { } given)
                Refuse(parsed, $"--model {given}", "the model has its family, its size and its vocabulary", family, size, heads, positions, vocabulary);
            var (layers, hidden) = ParseSize(parsed.GetRequiredValue(size));
            var folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            var request = new PretrainRequest
            {
                Corpora = [.. parsed.GetRequiredValue(corpus).Select(ParseCorpus)],
                Held = [.. (parsed.GetValue(held) ?? []).Select(path => new Corpus(path))],
                OutputFolder = folder,
                WorkFolder = parsed.GetValue(work) ?? Path.TrimEndingDirectorySeparator(folder) + ".work",
                Objective = learns,
                Family = FamilyOf(learns, parsed.GetValue(family)),
                Model = parsed.GetValue(model),
                Shape = new MaskedLanguageModelShape { Layers = layers, HiddenSize = hidden, Heads = parsed.GetValue(heads), MaximumPositions = parsed.GetValue(positions) },
                Vocabulary = parsed.GetValue(vocabulary),
                Spans = BadInputException.InRange(() => new SpanCorruptionOptions { NoiseDensity = parsed.GetValue(density), MeanSpanLength = parsed.GetValue(spanLength) }),
                Options = defaults with
                {
                    Tokens = parsed.GetValue(tokens),
                    TokensPerStep = parsed.GetValue(perStep),
                    LearningRate = parsed.GetValue(rate),
                    DecayShare = parsed.GetValue(decay),
                    Masking = BadInputException.InRange(() => new MaskingOptions { Rate = parsed.GetValue(masked), WholeWords = parsed.GetValue(wholeWords) }),
                    SentenceObjective = parsed.GetValue(sentences),
                    SentenceWeight = parsed.GetValue(sentenceWeight),
                    Dropout = parsed.GetValue(dropout),
                    Seed = unchecked((ulong)parsed.GetValue(seed)),
                    Threads = parsed.GetValue(threads),
                    EvaluationSteps = parsed.GetValue(evaluation),
                    CheckpointSteps = parsed.GetValue(checkpoints),
                },
                HalfPrecision = parsed.GetValue(half),
                Watts = parsed.GetValue(watts),
                PricePerHour = parsed.GetValue(price),
            };
            PretrainJob.Execute(request, console);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>A path, and a weight after its last colon.</summary>
    public static Corpus ParseCorpus(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && double.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var weight)
            ? new Corpus(text[..colon], weight)
            : new Corpus(text);
    }

    /// <summary>Names the first of some options that was given, where they do not go with another.</summary>
    private static void Refuse(ParseResult parsed, string with, string because, params IEnumerable<Option> options)
    {
        if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new BadInputException($"{given.Name} cannot be given with {with}: {because}. Leave out {given.Name}, or give another {with[..with.IndexOf(' ', StringComparison.Ordinal)]}.");
    }

    private static LanguageModelKind FamilyOf(PretrainingObjective objective, LanguageModelKind? given)
    {
        LanguageModelKind[] fitting = objective switch
        {
            PretrainingObjective.Causal => [LanguageModelKind.Gpt2, LanguageModelKind.Llama],
            PretrainingObjective.Spans => [LanguageModelKind.T5, LanguageModelKind.Bart],
            _ => [],
        };
        if (given is { } family && !fitting.Contains(family))
            throw new BadInputException($"--family {family} does not suit --objective {objective}: expected {(fitting.Length == 0 ? "none, the model is a BERT" : string.Join(" or ", fitting))}.");
        return given ?? fitting.FirstOrDefault();
    }

    private static (int Layers, int Hidden) ParseSize(string text)
    {
        var parts = text.Split('x');
        return parts.Length == 2 && int.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out var layers) && int.TryParse(parts[1], System.Globalization.CultureInfo.InvariantCulture, out var hidden) && layers > 0 && hidden > 0
            ? (layers, hidden)
            : throw new BadInputException($"--size {text}: expected layers x length of vectors, such as 4x256.");
    }
}
