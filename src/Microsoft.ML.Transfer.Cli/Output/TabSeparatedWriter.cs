using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Transfer.Cli.Output;

/// <summary>Tab-separated values (.tsv): a header with the name of each dimension, then a vector a line, in the order of the input.</summary>
internal sealed class TabSeparatedWriter : IVectorWriter
{
    private readonly StreamWriter _writer;
    private readonly int _dimension;

    public TabSeparatedWriter(Stream stream, ImmutableArray<string> features)
    {
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        _dimension = features.Length;
        _writer.WriteLine(string.Join('\t', features));
    }

    public void Write(IReadOnlyList<string?> texts, ReadOnlySpan<float> vectors)
    {
        for (var i = 0; i < vectors.Length; i++)
        {
            // The shortest digits from which the same number is read back.
            _writer.Write(vectors[i].ToString("R", CultureInfo.InvariantCulture));
            _writer.Write((i + 1) % _dimension == 0 ? '\n' : '\t');
        }
    }

    public void Complete() => _writer.Flush();
}
