using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer.Cli.Probing;

/// <summary>Probes the layers of an encoder and writes the report.</summary>
internal static class ProbeJob
{
    private static readonly string[] Endings = [".html", ".tsv", ".json"];

    /// <exception cref="BadInputException">An option does not suit the model or the data.</exception>
    public static void Execute(ProbeRequest request, CliConsole console)
    {
        foreach (var path in request.Reports)
            CheckName(path);
        var (data, test) = ProbeFile.Read(request.Data, request.Task, request.Columns);
        if (request.Test is { } file)
            test = ProbeFile.Read(file, request.Task, request.Columns).Training;
        var report = Probe(request, data, test, console);
        foreach (var path in request.Reports)
        {
            report.Save(path);
            console.Error.WriteLine($"Wrote {path}.");
        }
        if (request.Reports.Count == 0)
            console.Out.Write(report.ToTsv());
        console.Error.WriteLine(FormattableString.Invariant($"Of {report.Results.Count} layers, layer {report.Best.Layer} knows most of {report.Task}: accuracy {report.Best.Accuracy}; majority {report.Baselines.Majority}."));
    }

    private static ProbeReport Probe(ProbeRequest request, ProbeData data, ProbeData? test, CliConsole console)
    {
        try
        {
            using var model = TextEmbedder.Load(request.Model, request.Embedding);
            if (model.Notice is { } notice)
                console.Error.WriteLine(notice);
            ProbeReport? report = null;
            ProbingDisplay.On(console).Follow(watch => report = LayerProbing.Run(model, data, request.Options with { Progress = watch }, test));
            return report!;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new BadInputException(BadInputException.MessageOf(e), e);
        }
    }

    private static void CheckName(string path)
    {
        if (!Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            throw new BadInputException($"--out {path}: a report is written to a file that ends in {string.Join(", ", Endings)}.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new BadInputException($"The folder {folder} for --out does not exist.");
    }
}
