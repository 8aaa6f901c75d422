using Microsoft.ML.Transfer.Batching;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Modules;

/// <summary>Which tokens of a batch see each other, on the device.</summary>
/// <param name="Offsets">Where each sequence begins. <i>Shape:</i> [sequences + 1].</param>
/// <param name="Visible">0 for tokens that none attends to. <i>Shape:</i> [tokens]; null when all are visible.</param>
internal sealed record PackedSequences(Tensor Offsets, Tensor? Visible)
{
    public static PackedSequences Upload(Arena arena, TokenBatch batch) =>
        new(arena.Upload(batch.Offsets), batch.Visible.IsEmpty ? null : arena.Upload(batch.Visible));
}
