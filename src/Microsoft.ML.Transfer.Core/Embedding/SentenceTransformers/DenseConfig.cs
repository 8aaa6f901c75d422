using System.Text.Json;
using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.SentenceTransformers;

/// <summary>A linear layer after pooling.</summary>
/// <param name="Inputs">The length of the vectors that it takes.</param>
/// <param name="Outputs">The length of those that it gives.</param>
/// <param name="HasBias">Whether a constant is added.</param>
/// <param name="Activation">The function of its result.</param>
internal sealed record DenseConfig(int Inputs, int Outputs, bool HasBias, Activation Activation)
{
    private const int LargestSize = 1 << 20;

    private static readonly Dictionary<string, Activation> Activations = new(StringComparer.Ordinal)
    {
        ["torch.nn.modules.linear.Identity"] = Activation.None,
        ["torch.nn.modules.activation.Tanh"] = Activation.Tanh,
        ["torch.nn.modules.activation.ReLU"] = Activation.Relu,
        ["torch.nn.modules.activation.GELU"] = Activation.Gelu,
        ["torch.nn.modules.activation.SiLU"] = Activation.Silu,
    };

    /// <summary>Reads the <c>config.json</c> of a dense module.</summary>
    /// <exception cref="FileNotFoundException">The folder has none.</exception>
    /// <exception cref="InvalidDataException">It is malformed or names an activation that is not known.</exception>
    public static DenseConfig Read(string folder)
    {
        var path = Path.Combine(folder, CheckpointFolder.ConfigFileName);
        using var json = BoundedJson.Load(path);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{path}: expected an object; found {root.ValueKind}.");
        var name = root.TryGetProperty("activation_function", out var value) ? value.ToString() : "torch.nn.modules.activation.Tanh";
        if (!Activations.TryGetValue(name, out var activation))
            throw new InvalidDataException($"{path}: the activation function {UntrustedText.Quote(name)} is not supported; supported are {string.Join(", ", Activations.Keys)}.");
        var hasBias = !root.TryGetProperty("bias", out var bias) || bias.ValueKind != JsonValueKind.False;
        return new DenseConfig(Size("in_features"), Size("out_features"), hasBias, activation);

        int Size(string member) => root.TryGetProperty(member, out var size) && size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var number) && number is > 0 and <= LargestSize
            ? number
            : throw new InvalidDataException($"{path}: '{member}' must be a whole number from 1 to {LargestSize}.");
    }
}
