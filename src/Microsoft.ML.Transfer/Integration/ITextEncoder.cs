namespace Microsoft.ML.Transfer.Integration;

/// <summary>Turns texts into float vectors, many at once. Implementations are safe to use from many threads.</summary>
internal interface ITextEncoder
{
    /// <summary>How many characters are worth gathering before <see cref="Encode"/> is called.</summary>
    int CharactersPerFill { get; }

    /// <summary>Gives the vector of each text. The arrays may be shared: they are read, never written.</summary>
    void Encode(ReadOnlySpan<ReadOnlyMemory<char>> texts, Span<float[]?> vectors);

    /// <summary>Gives the vector of a text that is asked for on its own.</summary>
    float[] EncodeOne(ReadOnlyMemory<char> text);
}
