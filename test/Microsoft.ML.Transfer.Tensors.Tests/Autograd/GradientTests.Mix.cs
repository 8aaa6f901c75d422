namespace Microsoft.ML.Transfer.Tensors.Tests.Autograd;

/// <summary>The learned mixture of layers.</summary>
public abstract partial class GradientTests
{
    [TestMethod]
    [DataRow(1, 3, 5)]
    [DataRow(3, 7, 19)]
    [DataRow(13, 2, 65)]
    public void ScalarMix(int layers, int rows, int columns)
    {
        var inputs = new List<Input> { Input.Random(1, new Shape(layers)), Input.Random(2, new Shape(1)) };
        for (var layer = 0; layer < layers; layer++)
            inputs.Add(Input.Random(3 + (ulong)layer, new Shape(rows, columns)));
        _check.Run(new ScalarMix(), [.. inputs], x =>
        {
            var powers = x[0].Select(Math.Exp).ToArray();
            return [.. Enumerable.Range(0, rows * columns).Select(i => x[1][0] * Enumerable.Range(0, layers).Sum(layer => powers[layer] / powers.Sum() * x[2 + layer][i]))];
        });
    }
}
