using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Forwarding;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer forward</c>: everything that a model makes of given token ids, to compare with another engine.</summary>
internal static class ForwardCommand
{
    public static Command Create(CliConsole console)
    {
        var model = ModelOption.RequiredFolder();
        var inputs = new Option<string>("--inputs") { Required = true, HelpName = "inputs.json", Description = "Token ids: {\"batches\": {name: {\"input_ids\": [[…]], \"attention_mask\"?, \"token_type_ids\"?, \"position_ids\"?, \"decoder_input_ids\"?}}, \"labels\"?}." };
        var output = new Option<string>("--output") { Required = true, HelpName = "out.safetensors", Description = "Where to write the results, under the keys <batch>/<output>." };
        var command = new Command("forward", "Compute everything that a model makes of token ids.") { model, inputs, output };
        command.SetAction(parsed =>
        {
            var batches = ForwardInputs.Load(parsed.GetRequiredValue(inputs));
            using var pretrained = PretrainedModel.Load(HubModel.Locate(parsed.GetRequiredValue(model)));
            var results = batches.SelectMany(b => BatchForward.Compute(pretrained, b)).ToList();
            SafetensorsWriter.Save(parsed.GetRequiredValue(output), results);
            console.Error.WriteLine(FormattableString.Invariant($"{results.Count} tensors of {batches.Count} batches written to {parsed.GetRequiredValue(output)}."));
            return ExitCode.Success;
        });
        return command;
    }
}
