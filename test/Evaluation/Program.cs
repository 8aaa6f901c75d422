using System.CommandLine;
using Microsoft.ML.Transfer.Evaluation;
using Microsoft.ML.Transfer.Evaluation.CrossLingual;
using Microsoft.ML.Transfer.Evaluation.FewLabels;
using Microsoft.ML.Transfer.Evaluation.FineTuning;
using Microsoft.ML.Transfer.Evaluation.Sentences;
using Microsoft.ML.Transfer.Evaluation.Words;

var model = new Option<string>("--model") { Required = true, HelpName = "DIR", Description = "The folder of the encoder, in the Hugging Face layout." };
var start = new Option<string?>("--start") { HelpName = "DIR", Description = "The folder of an encoder to compare with, such as what the training began with." };
var data = new Option<string>("--data") { HelpName = "DIR", Description = "The folder of the data sets.", DefaultValueFactory = _ => DataFolder.Default };
var seeds = new Option<int>("--seeds") { HelpName = "N", Description = "How many seeds, from 2; where labels are drawn or weights are trained.", DefaultValueFactory = _ => 5 };
var share = new Option<double>("--share") { HelpName = "P", Description = "The part of the training and test data that is used, above 0, for a quick look; all when left out.", DefaultValueFactory = _ => 1 };
var threads = new Option<int?>("--threads") { HelpName = "N", Description = "How many threads compute; as many as there are processors when left out." };

var root = new RootCommand("The tables of an encoder's model card, each in Markdown on standard output.") { model, start, data, seeds, share, threads };
foreach (var option in root.Options)
    option.Recursive = true;
foreach (IEvaluationTable table in new IEvaluationTable[] { new PartOfSpeechTable(), new SenseTable(), new ProbingTaskTable(), new FewLabelsTable(), new AdaptationTable(), new FineTuningTable(), new TaggingAcrossLanguagesTable(), new SentimentAcrossLanguagesTable(), new TranslationTable() })
{
    var command = new Command(table.Name, table.Description);
    command.SetAction(parsed =>
    {
        var settings = new EvaluationSettings(parsed.GetRequiredValue(model), parsed.GetValue(start), new DataFolder(parsed.GetRequiredValue(data)))
        {
            Seeds = parsed.GetValue(seeds),
            Share = parsed.GetValue(share),
            Threads = parsed.GetValue(threads),
        };
        table.Write(settings, Console.Out);
    });
    root.Add(command);
}
return root.Parse(args).Invoke();
