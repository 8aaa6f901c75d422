namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A model with more tokens than before.</summary>
/// <param name="Model">The model.</param>
/// <param name="Tokens">What is new, by id; ids follow each other.</param>
/// <param name="Words">The words that are one token now. There may be fewer than tokens: byte-pair encoding joins two tokens at a time.</param>
internal sealed record ExtendedModel(ITokenModel Model, IReadOnlyList<NewToken> Tokens, IReadOnlyList<string> Words);
