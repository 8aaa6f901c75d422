namespace Microsoft.ML.Transfer.Integration;

/// <summary>Turns texts into float vectors, many at once. Implementations are safe to use from many threads.</summary>
internal interface ITextEncoder
{
    /// <summary>How many characters are worth gathering before <see cref="Encode"/> is called.</summary>
    int CharactersPerFill { get; }

    /// <summary>
    /// Gives the vector of each row. The arrays may be shared: they are read, never written. The texts are those of the first row's source columns, then those of the
    /// second row's, and so on.
    /// </summary>
    void Encode(ReadOnlySpan<ReadOnlyMemory<char>> texts, Span<float[]?> vectors);

    /// <summary>Gives the vector of a row that is asked for on its own, from the texts of its source columns.</summary>
    float[] EncodeOne(ReadOnlySpan<ReadOnlyMemory<char>> texts);
}
