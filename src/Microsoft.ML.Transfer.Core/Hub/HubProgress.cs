namespace Microsoft.ML.Transfer.Hub;

/// <summary>How far a download is.</summary>
/// <param name="File">The file, by its path in the model; empty when it is about all of them.</param>
/// <param name="Received">How many of its bytes are there.</param>
/// <param name="Size">How many bytes it has, or null when the server does not say.</param>
/// <param name="Notice">Something that happened and needs no reaction, such as a second attempt; null otherwise.</param>
public sealed record HubProgress(string File, long Received, long? Size, string? Notice = null);
