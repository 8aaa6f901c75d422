using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Benchmarks;

/// <summary>This library's part in the comparison of tokenizers; the protocol stands in <c>peers/compare_tokenizers.py</c>. All on one thread.</summary>
internal sealed class TokenizerPeer
{
    private readonly string _folder;
    private readonly PretrainedTokenizer _tokenizer;
    private readonly string[] _texts;
    private readonly List<int> _ids = [];

    public TokenizerPeer(string folder, string texts)
    {
        _folder = folder;
        var clock = Stopwatch.StartNew();
        _tokenizer = PretrainedTokenizer.Load(folder);
        FirstLoad = clock.Elapsed.TotalSeconds;
        _texts = JsonSerializer.Deserialize<string[]>(File.ReadAllText(texts))!;
    }

    /// <summary>How long the first loading in this process took, in seconds.</summary>
    private double FirstLoad { get; }

    /// <summary>Writes the tokenizer as the peers read it.</summary>
    public static void Export(string folder, string file) =>
        File.WriteAllBytes(file, PretrainedTokenizer.Load(folder).With(truncation: null, padding: null).ToJson());

    /// <summary>Trains a WordPiece vocabulary of the default size and says what it took.</summary>
    public static void Train(string corpus)
    {
        var clock = Stopwatch.StartNew();
        var tokenizer = VocabularyTrainer.Train(Directory.EnumerateFiles(corpus, "*.txt").Order(StringComparer.Ordinal).SelectMany(File.ReadLines));
        var seconds = clock.Elapsed.TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant($"{tokenizer.VocabularySize} pieces, {seconds:F1} s, peak {process.PeakWorkingSet64 / 1e6:F0} MB"));
    }

    public void Serve(TextReader commands, TextWriter answers)
    {
        while (commands.ReadLine() is { } line)
        {
            answers.WriteLine(Answer(line).ToString("R", CultureInfo.InvariantCulture));
            answers.Flush();
        }
    }

    private double Answer(string command) => command switch
    {
        "ids" => Timed(Ids),
        "encode" => Timed(Encode),
        "count" => Ids(),
        "garbage" => Garbage(),
        "first load" => FirstLoad,
        "load" => Load(),
        _ => throw new ArgumentException($"Unknown command '{command}'.", nameof(command)),
    };

    private static double Timed(Func<long> work)
    {
        var start = Stopwatch.GetTimestamp();
        _ = work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private long Ids()
    {
        var count = 0L;
        foreach (var text in _texts)
        {
            _ids.Clear();
            count += _tokenizer.EncodeIds(text, _ids);
        }
        return count;
    }

    private long Encode() => _texts.Sum(text => (long)_tokenizer.Encode(text, addSpecialTokens: false).Ids.Length);

    /// <summary>Bytes allocated per token once everything is warm.</summary>
    private double Garbage()
    {
        var tokens = Ids();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Ids();
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / tokens;
    }

    private double Load()
    {
        var times = Enumerable.Range(0, 11).Select(_ => Timed(() => PretrainedTokenizer.Load(_folder).IdLimit)).Order().ToArray();
        return times[times.Length / 2];
    }
}
