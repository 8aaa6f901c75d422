using System.CommandLine;
using Microsoft.ML.Transfer.Cli.Downloading;
using Microsoft.ML.Transfer.Hub;

namespace Microsoft.ML.Transfer.Cli.Commands;

// Inside the namespace, where the nearer Microsoft.ML.Command would hide it otherwise.
using Command = System.CommandLine.Command;

/// <summary><c>mltransfer download</c>: brings a model of the Hub into the shared cache.</summary>
internal static class DownloadCommand
{
    public static Command Create(CliConsole console)
    {
        var model = new Argument<string>("model") { HelpName = "org/name[@revision]", Description = "The name on the Hub; a branch, tag or commit after @." };
        var cache = new Option<string?>("--cache") { HelpName = "DIR", Description = "The folder of the cache; by HF_HUB_CACHE, HF_HOME or XDG_CACHE_HOME when left out, else ~/.cache/huggingface/hub." };
        var endpoint = new Option<string?>("--endpoint") { HelpName = "URL", Description = "The server, for mirrors; HF_ENDPOINT when left out, else https://huggingface.co." };
        var offline = new Option<bool>("--offline") { Description = "Look at the cache only, as with HF_HUB_OFFLINE=1." };
        var command = new Command("download", "Bring a model of the Hugging Face Hub into the shared cache; prints its folder.") { model, cache, endpoint, offline };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(model);
            if (!HubModel.IsName(name))
                throw new BadInputException($"'{name}' is no name on the Hub; expected organization/name or organization/name@revision.");
            var options = Options(parsed.GetValue(cache), parsed.GetValue(endpoint), parsed.GetValue(offline));
            using var display = DownloadDisplay.On(console);
            var folder = await HubModel.DownloadAsync(name, options, display, cancellationToken).ConfigureAwait(false);
            display.Dispose();
            console.Out.WriteLine(folder);
            return ExitCode.Success;
        });
        return command;
    }

    private static HubOptions Options(string? cache, string? endpoint, bool offline)
    {
        try
        {
            var options = new HubOptions();
            if (cache is not null)
                options = options with { CacheFolder = cache };
            if (endpoint is not null)
                options = options with { Endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) ? uri : throw new BadInputException($"--endpoint must be an address such as https://huggingface.co; it is '{endpoint}'.") };
            return offline ? options with { Offline = true } : options;
        }
        catch (ArgumentException e)
        {
            throw new BadInputException(BadInputException.MessageOf(e), e);
        }
    }
}
