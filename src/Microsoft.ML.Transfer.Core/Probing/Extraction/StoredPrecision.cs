namespace Microsoft.ML.Transfer.Probing;

/// <summary>The numbers that vectors are kept in on disk.</summary>
public enum StoredPrecision
{
    /// <summary>Half precision: 11 bits, up to 65,504, in half the room.</summary>
    Float16,

    /// <summary>Single precision, as they are computed.</summary>
    Float32,
}
