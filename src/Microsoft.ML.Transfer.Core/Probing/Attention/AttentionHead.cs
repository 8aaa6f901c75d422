using System.Globalization;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>A head of an encoder, followed in one direction.</summary>
/// <param name="Layer">Its layer: 1 is the first above the embeddings, whose hidden states are those of layer 1.</param>
/// <param name="Head">Which head of the layer, from 0.</param>
/// <param name="Direction">How it is followed.</param>
public sealed record AttentionHead(int Layer, int Head, AttentionDirection Direction)
{
    /// <summary>In short: <c>3.0 attended</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Layer}.{Head} {(Direction == AttentionDirection.Attends ? "attends" : "attended")}");
}
