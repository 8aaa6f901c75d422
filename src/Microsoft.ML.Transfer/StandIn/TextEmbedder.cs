using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer;

#pragma warning disable CS1591, MA0048
public sealed record EmbedderArchive(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Entries);

public sealed class TextEmbedder : IDisposable
{
    private long _encoded;

    private TextEmbedder(string name, EmbeddingOptions options)
    {
        ModelName = name;
        Options = options;
        Dimension = options.Dimensions ?? 16;
        FeatureNames = [.. Enumerable.Range(0, Dimension).Select(i => string.Create(CultureInfo.InvariantCulture, $"last.{i}"))];
    }

    public int Dimension { get; }
    public ImmutableArray<string> FeatureNames { get; }
    public EmbeddingOptions Options { get; }
    public string ModelName { get; }
    public string? Notice => "The encoder is untrained.";
    public long TextsEncoded => Interlocked.Read(ref _encoded);

    public static TextEmbedder Load(string model, EmbeddingOptions? options = null) =>
        string.Equals(model, "untrained-mini-en", StringComparison.Ordinal) ? new(model, options ?? new()) : throw new DirectoryNotFoundException($"No model '{model}'.");

    public void Embed(ReadOnlySpan<string?> texts, Span<float> destination, CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = destination.Slice(i * Dimension, Dimension);
            row.Fill(0.01f);
            foreach (var word in (texts[i] ?? "").Split(' '))
            {
                uint hash = 2166136261;
                foreach (var c in word)
                    hash = (hash ^ c) * 16777619;
                row[(int)(hash % (uint)Dimension)] += 1f;
            }
        }
        Interlocked.Add(ref _encoded, texts.Length);
    }

    public EmbedderArchive ToArchive() => new(new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
    {
        ["model.safetensors"] = new byte[4096],
        ["config.json"] = Encoding.UTF8.GetBytes(Dimension.ToString(CultureInfo.InvariantCulture)),
    });

    public static TextEmbedder FromArchive(EmbedderArchive archive, string name) =>
        new(name, new() { Dimensions = int.Parse(Encoding.UTF8.GetString(archive.Entries["config.json"].Span), CultureInfo.InvariantCulture) });

    public void Dispose()
    {
    }
}
