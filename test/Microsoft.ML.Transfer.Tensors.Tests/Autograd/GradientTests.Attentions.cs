using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors.Tests.Autograd;

/// <content>The gradients of attentions.</content>
public abstract partial class GradientTests
{
    [TestMethod]
    [DataRow(2, 8, 0, false, -1, false, false)]
    [DataRow(3, 5, 0, false, -1, true, false)]
    [DataRow(2, 33, 0, false, -1, false, true)]
    [DataRow(4, 6, 2, true, -1, false, false)]
    [DataRow(2, 8, 0, true, 2, true, true)]
    [DataRow(2, 8, 1, false, 1, false, false)]
    public void Attentions(int heads, int size, int keyHeads, bool causal, int window, bool hides, bool hasBias)
    {
        int[] offsets = [0, 4, 4, 5, 24], visible = [.. Enumerable.Range(0, 24).Select(i => i % 5 == 1 ? 0 : 1)];
        const int Tokens = 24, Distances = 2 * 20 - 1;
        var operation = new Attention(heads, 0.4f) { KeyValueHeads = keyHeads, Causal = causal, Window = window < 0 ? null : window };
        var keyColumns = size * (keyHeads == 0 ? heads : keyHeads);
        var inputs = new List<Input> { Input.Random(1, new Shape(Tokens, heads * size)), Input.Random(2, new Shape(Tokens, keyColumns)), Input.Random(3, new Shape(Tokens, keyColumns)), offsets, offsets };
        if (hides)
            inputs.Add(visible);
        if (hasBias)
            inputs.Add(Input.Random(4, new Shape(Distances, heads)));
        _check.Run(operation, inputs, x => DoubleAttention.Compute(operation, x[0], x[1], x[2], offsets, offsets, hides ? visible : null, hasBias ? x[3] : null));
    }

    [TestMethod]
    public void AttentionToAnotherSide()
    {
        int[] queries = [0, 3, 3, 9], keys = [0, 5, 9, 9];
        var operation = new Attention(2, 0.5f);
        _check.Run(
            operation,
            [Input.Random(1, new Shape(9, 12)), Input.Random(2, new Shape(9, 12)), Input.Random(3, new Shape(9, 12)), queries, keys],
            x => DoubleAttention.Compute(operation, x[0], x[1], x[2], queries, keys, null, null));
    }

    [TestMethod]
    [DataRow(2, 8)]
    [DataRow(3, 5)]
    [DataRow(1, 32)]
    public void AttentionsWithDropout(int heads, int size)
    {
        int[] offsets = [0, 4, 5, 24], key = new int[Key];
        Tensors.Dropout.WriteKey(seed: 5, stream: 2, key);
        const int Tokens = 24;
        const float Rate = 0.3f;
        var operation = new Attention(heads, 0.4f) { DropoutRate = Rate };
        var mask = Mask(Rate, key, Tokens * heads, longest: 19);
        Assert.AreEqual(Rate, mask.Count(value => value == 0) / (double)mask.Length, 4 * Math.Sqrt(Rate * (1 - Rate) / mask.Length));
        _check.Run(
            operation,
            [Input.Random(1, new Shape(Tokens, heads * size)), Input.Random(2, new Shape(Tokens, heads * size)), Input.Random(3, new Shape(Tokens, heads * size)), offsets, offsets, key],
            x => DoubleAttention.Compute(operation, x[0], x[1], x[2], offsets, offsets, null, null, mask));
    }

    [TestMethod]
    [DataRow(2, 8, DisentangledTerms.ContentToPosition | DisentangledTerms.PositionToContent, false, 0f)]
    [DataRow(2, 5, DisentangledTerms.ContentToPosition, true, 0f)]
    [DataRow(1, 32, DisentangledTerms.PositionToContent, false, 0f)]
    [DataRow(1, 8, DisentangledTerms.None, true, 0f)]
    [DataRow(2, 6, DisentangledTerms.ContentToPosition | DisentangledTerms.PositionToContent, true, 0.25f)]
    public void DisentangledAttentions(int heads, int size, DisentangledTerms terms, bool hides, float rate)
    {
        const int Tokens = 17, Longest = 12, TableRows = 9;
        int[] offsets = [0, 4, 4, 5, 17], key = new int[Key];
        int[] visible = [.. Enumerable.Range(0, Tokens).Select(i => i % 5 == 1 ? 0 : 1)];
        // Far distances share a row.
        int[] rows = [.. Enumerable.Range(0, 2 * Longest - 1).Select(d => Math.Clamp(d - Longest + 1 + TableRows / 2, 0, TableRows - 1))];
        Tensors.Dropout.WriteKey(seed: 5, stream: 2, key);
        var operation = new DisentangledAttention(heads, 0.3f, terms) { DropoutRate = rate };
        var columns = heads * size;
        var inputs = new List<Input> { Input.Random(1, new Shape(Tokens, columns)), Input.Random(2, new Shape(Tokens, columns)), Input.Random(3, new Shape(Tokens, columns)), offsets };
        var tables = System.Numerics.BitOperations.PopCount((uint)terms);
        for (var table = 0; table < tables; table++)
            inputs.Add(Input.Random(4 + (ulong)table, new Shape(TableRows, columns)));
        if (tables > 0)
            inputs.Add(rows);
        if (hides)
            inputs.Add(visible);
        if (rate > 0)
            inputs.Add(key);
        _check.Run(operation, inputs, x => DoubleAttention.Disentangled(operation, x, rows, offsets, hides ? visible : null, rate > 0 ? Mask(rate, key, Tokens * heads, Longest) : null));
    }

    [TestMethod]
    public void TalkingHeadsHaveNoGradient()
    {
        var operation = new DisentangledAttention(2, 0.3f, DisentangledTerms.None);
        Input[] inputs = [Input.Random(1, new Shape(3, 8)), Input.Random(2, new Shape(3, 8)), Input.Random(3, new Shape(3, 8)), new[] { 0, 3 }, Input.Random(4, new Shape(2, 2)), Input.Random(5, new Shape(2, 2))];
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => _check.Gradients(operation, inputs, out _)).Message, "talking heads");
    }

    private const int Key = 4;

    /// <summary>What becomes of weights of 1: [rows, longest].</summary>
    private static unsafe double[] Mask(float rate, int[] key, int rows, int longest)
    {
        var dropout = new AttentionDropout(rate, key);
        var ones = new float[longest];
        var mask = new double[rows * longest];
        for (var row = 0; row < rows; row++)
        {
            Array.Fill(ones, 1f);
            fixed (float* weights = ones)
                dropout.Apply(weights, (ulong)row, 0, longest);
            for (var j = 0; j < longest; j++)
                mask[row * longest + j] = ones[j];
        }
        return mask;
    }
}
