using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Transfer.Evaluation;

/// <summary>What is measured, and on what.</summary>
/// <param name="Model">The folder of the encoder.</param>
/// <param name="Start">The folder of an encoder to compare with; null for none.</param>
/// <param name="Data">The data sets.</param>
internal sealed record EvaluationSettings(string Model, string? Start, DataFolder Data)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>How many seeds, from 2.</summary>
    public int Seeds
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "An interval needs at least 2 seeds.");
    } = 5;

    /// <summary>The part of the data that is used, for a quick look.</summary>
    public double Share
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The part of the data is above 0 and at most 1.");
    } = 1;

    /// <summary>How many threads compute; as many as there are processors when null.</summary>
    public int? Threads { get; init; }

    /// <summary>So much of a list as <see cref="Share"/> says.</summary>
    public int Part(int count) => (int)Math.Ceiling(count * Share);

    /// <summary>The encoders to compare: the model, what it is compared with, and one of its shape with random weights, which the caller disposes of.</summary>
    public IReadOnlyList<(string Name, string Folder)> Encoders(RandomStart random)
    {
        List<(string, string)> encoders = [("trained", Model)];
        if (Start is not null)
            encoders.Add(("start", Start));
        encoders.Add(("random weights", random.Folder));
        return encoders;
    }

    /// <summary>Loads an encoder.</summary>
    public TextEmbedder Load(string folder, Pooling pooling = Pooling.Mean) => TextEmbedder.Load(folder, new EmbeddingOptions { Pooling = pooling, Threads = Threads });

    /// <summary>Says on standard error what is being done.</summary>
    public void Report(string step) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed.TotalSeconds,6:F1} s  {step}"));
}
