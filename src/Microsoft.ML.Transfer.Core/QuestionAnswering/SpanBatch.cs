using Microsoft.ML.Transfer.Batching;

namespace Microsoft.ML.Transfer;

/// <summary>Sequences with the place of the span that is to be found in each.</summary>
/// <param name="Tokens">The sequences.</param>
/// <param name="Starts">For each sequence the place of the span's first token, from 0.</param>
/// <param name="Ends">The place of its last token.</param>
internal sealed record SpanBatch(TokenBatch Tokens, int[] Starts, int[] Ends);
