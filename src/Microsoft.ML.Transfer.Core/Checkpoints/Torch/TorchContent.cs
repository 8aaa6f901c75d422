namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>What was read of a file that <c>torch.save</c> wrote.</summary>
/// <param name="Root">The saved value.</param>
/// <param name="StorageStarts">Where each storage begins in the file; its whole length lies within the file.</param>
internal sealed record TorchContent(object? Root, IReadOnlyDictionary<string, long> StorageStarts);
