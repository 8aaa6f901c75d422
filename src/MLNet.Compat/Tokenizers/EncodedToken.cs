using System.Runtime.InteropServices;

namespace Microsoft.ML.Tokenizers;

/// <summary>A token, its id and its place.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct EncodedToken : IEquatable<EncodedToken>
{
    public EncodedToken(int id, string value, Range offset) => (Id, Value, Offset) = (id, value, offset);

    public int Id { get; }

    public string Value { get; }

    public Range Offset { get; }

    public bool Equals(EncodedToken other) => Id == other.Id && string.Equals(Value, other.Value, StringComparison.Ordinal) && Offset.Equals(other.Offset);
}
