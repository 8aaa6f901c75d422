using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Transfer.Cli.Output;

/// <summary>NumPy's format (.npy, version 1.0): one array of float32. <i>Shape:</i> [texts, dimension].</summary>
internal sealed class NpyWriter : IVectorWriter
{
    // Room for any count of rows; the format asks for a multiple of 64.
    private const int HeaderLength = 128;

    private readonly Stream _stream;
    private readonly int _dimension;
    private long _rows;

    public NpyWriter(Stream stream, int dimension)
    {
        _stream = stream;
        _dimension = dimension;
        _stream.Write(Header());
    }

    public void Write(IReadOnlyList<string?> texts, ReadOnlySpan<float> vectors)
    {
        _stream.Write(MemoryMarshal.AsBytes(vectors));
        _rows += texts.Count;
    }

    // The number of rows stands in the header and is known only now.
    public void Complete()
    {
        _stream.Position = 0;
        _stream.Write(Header());
        _stream.Flush();
    }

    private byte[] Header()
    {
        const int Prefix = 10;
        var order = BitConverter.IsLittleEndian ? '<' : '>';
        var dictionary = string.Create(
            CultureInfo.InvariantCulture, $"{{'descr': '{order}f4', 'fortran_order': False, 'shape': ({_rows}, {_dimension}), }}");
        var text = dictionary.PadRight(HeaderLength - Prefix - 1) + "\n";
        byte[] magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, HeaderLength - Prefix, 0];
        return [.. magic, .. Encoding.ASCII.GetBytes(text)];
    }
}
