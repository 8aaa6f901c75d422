namespace Microsoft.ML.Transfer.Integration;

/// <summary>Computes a result from the texts of each row, for many rows at once. Implementations are safe to use from many threads.</summary>
/// <typeparam name="TResult">What is computed for a row.</typeparam>
internal interface ITextEncoder<TResult>
    where TResult : class
{
    /// <summary>How many characters are worth gathering before <see cref="Encode"/> is called.</summary>
    int CharactersPerFill { get; }

    /// <summary>Gives the result of each row. Results may be shared between rows: they are read, never written.</summary>
    void Encode(RowTexts rows, Span<TResult?> results);

    /// <summary>Gives the result of a row that is asked for on its own.</summary>
    TResult EncodeOne(RowTexts row);
}
