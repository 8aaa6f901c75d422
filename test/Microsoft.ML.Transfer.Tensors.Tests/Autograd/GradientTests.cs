using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Tests.References;

namespace Microsoft.ML.Transfer.Tensors.Tests.Autograd;

/// <summary>The gradient of every operation, over sizes that leave remainders in every direction of a vectorised kernel.</summary>
public abstract partial class GradientTests
{
    private readonly GradientCheck _check = new();

    /// <summary>What the kernels are made of.</summary>
    private protected abstract InstructionSet Instructions { get; }

    [TestInitialize]
    public void ChooseInstructions()
    {
        if (!InstructionSets.IsSupported(Instructions))
            Assert.Inconclusive($"This processor has no {Instructions}.");
        Kernels.Use(Instructions);
    }

    [TestCleanup]
    public void RestoreInstructions()
    {
        _check.Dispose();
        Kernels.Use(InstructionSets.Choose());
    }

    [TestMethod]
    [DataRow(5, 7, 3, true)]
    [DataRow(5, 7, 3, false)]
    [DataRow(9, 35, 65, true)]
    [DataRow(9, 65, 35, false)]
    [DataRow(1, 1, 1, true)]
    [DataRow(9, 16, 64, true)]
    public void Linear(int rows, int inputs, int outputs, bool packed) => _check.Run(
        new Linear(),
        [Input.Random(1, new Shape(rows, inputs)), Input.Random(2, new Shape(outputs, inputs)) with { IsPacked = packed }, Input.Random(3, new Shape(outputs))],
        x => Product(x[0], x[1], x[2], rows, inputs, outputs));

    [TestMethod]
    [DataRow(Activation.Gelu)]
    [DataRow(Activation.GeluTanh)]
    [DataRow(Activation.Relu)]
    [DataRow(Activation.Silu)]
    [DataRow(Activation.Tanh)]
    [DataRow(Activation.QuickGelu)]
    [DataRow(Activation.Sigmoid)]
    public void LinearWithItsActivation(Activation activation)
    {
        const int Rows = 6, Inputs = 5, Outputs = 19;
        _check.Run(
            new Linear(activation),
            [Input.Random(1, new Shape(Rows, Inputs)), Input.Random(2, new Shape(Outputs, Inputs)) with { IsPacked = true }, Input.Random(3, new Shape(Outputs))],
            x => [.. Product(x[0], x[1], x[2], Rows, Inputs, Outputs).Select(z => ReferenceFunctions.Activate(activation, z))]);
        _check.Run(new Activate(activation), [Input.Random(4, new Shape(3, 11), deviation: 3)], x => [.. x[0].Select(z => ReferenceFunctions.Activate(activation, z))]);
    }

    [TestMethod]
    [DataRow(37, true, true)]
    [DataRow(64, true, false)]
    [DataRow(5, false, true)]
    [DataRow(48, false, false)]
    public void LayerNormalization(int hidden, bool hasBias, bool hasResidual)
    {
        const int Rows = 19;
        const float Epsilon = 1e-3f;
        var inputs = new List<Input> { Input.Random(1, new Shape(Rows, hidden)), Input.Random(2, new Shape(hidden)) };
        if (hasBias)
            inputs.Add(Input.Random(3, new Shape(hidden)));
        if (hasResidual)
            inputs.Add(Input.Random(4, new Shape(Rows, hidden)));
        _check.Run(new LayerNormalization(Epsilon), inputs, x => Normalize(x[0], hasResidual ? x[^1] : null, x[1], hasBias ? x[2] : null, Epsilon, centred: true));
    }

    [TestMethod]
    [DataRow(37, true)]
    [DataRow(64, false)]
    public void RmsNormalization(int hidden, bool hasResidual)
    {
        const int Rows = 19;
        const float Epsilon = 1e-3f;
        var inputs = new List<Input> { Input.Random(1, new Shape(Rows, hidden)), Input.Random(2, new Shape(hidden)) };
        if (hasResidual)
            inputs.Add(Input.Random(4, new Shape(Rows, hidden)));
        _check.Run(new RmsNormalization(Epsilon), inputs, x => Normalize(x[0], hasResidual ? x[2] : null, x[1], null, Epsilon, centred: false));
    }

    [TestMethod]
    public void Sums()
    {
        Input[] inputs = [Input.Random(1, new Shape(3, 5)), Input.Random(2, new Shape(3, 5)), Input.Random(3, new Shape(3, 5))];
        _check.Run(new Add(0.3f), inputs, x => [.. x[0].Select((_, i) => (double)0.3f * (x[0][i] + x[1][i] + x[2][i]))]);
    }

    [TestMethod]
    public void Products()
    {
        _check.Run(new Multiply(), [Input.Random(1, new Shape(3, 70)), Input.Random(2, new Shape(3, 70))], x => [.. x[0].Select((a, i) => a * x[1][i])]);
        _check.Run(new Multiply(), [Input.Random(1, new Shape(3, 70)), Input.Random(2, new Shape(70))], x => [.. x[0].Select((a, i) => a * x[1][i % 70])]);
    }

    [TestMethod]
    public void GatheredRows()
    {
        int[] words = [4, 0, 4, 4, 2], positions = [0, 1, 2, 0, 1];
        const int Hidden = 70;
        _check.Run(
            new GatherRows(),
            [Input.Random(1, new Shape(5, Hidden)), words, Input.Random(2, new Shape(3, Hidden)), positions],
            x => [.. Enumerable.Range(0, words.Length * Hidden).Select(i => x[0][words[i / Hidden] * Hidden + i % Hidden] + x[1][positions[i / Hidden] * Hidden + i % Hidden])]);
    }

    [TestMethod]
    [DataRow(PoolKind.Mean)]
    [DataRow(PoolKind.First)]
    [DataRow(PoolKind.Last)]
    [DataRow(PoolKind.Max)]
    [DataRow(PoolKind.SumOverSquareRoot)]
    [DataRow(PoolKind.WeightedMean)]
    [DataRow(PoolKind.LeadMean)]
    public void PooledSequences(PoolKind kind)
    {
        int[] offsets = [0, 4, 4, 5, 7];
        const int Hidden = 9;
        _check.Run(new Pool(kind), [Input.Random(1, new Shape(7, Hidden)), offsets], x => [.. Enumerable.Range(0, 4 * Hidden).Select(i => Pooled(x[0], i / Hidden, i % Hidden))]);

        static double LeadWeight(int position) => position == 0 ? 1 : 1 + 3 * Math.Exp(1 - position);

        double Pooled(double[] x, int sequence, int column)
        {
            double[] rows = [.. Enumerable.Range(offsets[sequence], offsets[sequence + 1] - offsets[sequence]).Select(t => x[t * Hidden + column])];
            if (rows.Length == 0)
                return 0;
            return kind switch
            {
                PoolKind.Mean => rows.Average(),
                PoolKind.First => rows[0],
                PoolKind.Last => rows[^1],
                PoolKind.Max => rows.Max(),
                PoolKind.WeightedMean => rows.Select((x, t) => (t + 1) * x).Sum() / (rows.Length * (rows.Length + 1) / 2),
                PoolKind.LeadMean => rows.Select((x, t) => LeadWeight(t) * x).Sum() / rows.Select((_, t) => LeadWeight(t)).Sum(),
                _ => rows.Sum() / Math.Sqrt(rows.Length),
            };
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(-2)]
    public void ShiftedRows(int by)
    {
        int[] offsets = [0, 3, 3, 4, 9], visible = [1, 1, 0, 1, 1, 0, 1, 1, 1];
        _check.Run(new ShiftRows(by), [Input.Random(1, new Shape(9, 5)), offsets, visible], x =>
        [
            .. Enumerable.Range(0, 45).Select(i =>
            {
                var (row, from) = (i / 5, i / 5 + by);
                return from >= offsets.Last(offset => offset <= row) && from < offsets.First(offset => offset > row) && visible[from] != 0 ? x[0][from * 5 + i % 5] : 0;
            }),
        ]);
    }

    [TestMethod]
    [DataRow(1, 5)]
    [DataRow(3, 70)]
    public void PrependedRows(int count, int hidden)
    {
        int[] offsets = [0, 3, 3, 4, 9];
        _check.Run(
            new PrependRows(),
            [Input.Random(1, new Shape(count, hidden)), Input.Random(2, new Shape(9, hidden)), offsets],
            x => [.. Enumerable.Range(0, 4).SelectMany(s => x[0].Concat(x[1][(offsets[s] * hidden)..(offsets[s + 1] * hidden)]))]);
    }

    [TestMethod]
    public void Rotations()
    {
        const int HeadSize = 10, Rotary = 6, Half = Rotary / 2, Positions = 8;
        int[] positions = [4, 0, 7];
        var table = GradientCheck.Random(2, Positions * Rotary);
        _check.Run(new RotaryEmbedding(HeadSize, Rotary), [Input.Random(1, new Shape(3, 2 * HeadSize)), positions, Input.Of(table, new Shape(Positions, Rotary))], x =>
        [
            .. Enumerable.Range(0, 3 * 2 * HeadSize).Select(i =>
            {
                var (c, at) = (i % HeadSize, positions[i / (2 * HeadSize)] * Rotary);
                return c >= Rotary ? x[0][i]
                    : c < Half ? x[0][i] * table[at + c] - x[0][i + Half] * table[at + Half + c]
                    : x[0][i] * table[at + c - Half] + x[0][i - Half] * table[at + c];
            }),
        ]);
    }

    [TestMethod]
    public void DroppedElements()
    {
        var x = Input.Random(1, new Shape(5, 67));
        var key = new int[4];
        Dropout.WriteKey(seed: 3, stream: 8, key);
        // Of the same key, what becomes of ones is the mask.
        var gradient = _check.Gradients(new Dropout(0.25f), [x, key], out var upstream)[0]!;
        var zeros = 0;
        for (var i = 0; i < gradient.Length; i++)
        {
            var dropped = Math.Abs(gradient[i]) < 2e-7;
            Assert.AreEqual(dropped ? 0 : upstream[i] / 0.75, gradient[i], 1e-6, $"element {i}");
            zeros += dropped ? 1 : 0;
        }
        Assert.AreEqual(0.25 * gradient.Length, zeros, 4 * Math.Sqrt(0.25 * 0.75 * gradient.Length));
    }

    [TestMethod]
    [DataRow(0f, false)]
    [DataRow(0.1f, false)]
    [DataRow(0f, true)]
    [DataRow(0.1f, true)]
    public void CrossEntropies(float smoothing, bool weighted)
    {
        const int Rows = 11, Classes = 19;
        int[] labels = [3, 0, Tensors.CrossEntropy.Ignored, 18, 7, 7, 2, Tensors.CrossEntropy.Ignored, 1, 5, 9];
        float[] weights = [.. Enumerable.Range(0, Classes).Select(c => weighted ? 0.5f + 0.1f * c : 1f)];
        var inputs = new List<Input> { Input.Random(1, new Shape(Rows, Classes), deviation: 3), labels };
        if (weighted)
            inputs.Add(Input.Of(weights, new Shape(Classes)));
        _check.Run(new CrossEntropy(smoothing), inputs, x =>
        {
            var (loss, total) = (0.0, 0.0);
            for (var i = 0; i < Rows; i++)
            {
                if (labels[i] < 0)
                    continue;
                double[] row = x[0][(i * Classes)..((i + 1) * Classes)];
                var logOfSum = Math.Log(row.Sum(Math.Exp));
                loss += (1.0 - smoothing) * weights[labels[i]] * (logOfSum - row[labels[i]]) + (double)smoothing / Classes * row.Select((value, c) => weights[c] * (logOfSum - value)).Sum();
                total += weights[labels[i]];
            }
            return [loss / total];
        });
    }

    [TestMethod]
    public void SpansOfAnswers()
    {
        int[] offsets = [0, 4, 4, 9, 12, 13], starts = [1, 0, 4, 3, 0], ends = [3, 0, 5, 2, -1];
        double[] Scores(double[] x, int s, int column) => [.. Enumerable.Range(offsets[s], offsets[s + 1] - offsets[s]).Select(t => x[2 * t + column])];
        double Mean(double[] x, int[] positions, int column)
        {
            int[] counted = [.. Enumerable.Range(0, positions.Length).Where(s => positions[s] >= 0 && positions[s] < offsets[s + 1] - offsets[s])];
            return counted.Average(s => Math.Log(Scores(x, s, column).Sum(Math.Exp)) - Scores(x, s, column)[positions[s]]);
        }
        _check.Run(new SpanCrossEntropy(), [Input.Random(1, new Shape(13, 2), deviation: 3), offsets, starts, ends], x => [(Mean(x[0], starts, 0) + Mean(x[0], ends, 1)) / 2]);
        // Where nothing counts, the loss and its gradient are 0.
        int[] none = [-1, 7, 9, 9, 9];
        Assert.IsTrue(_check.Gradients(new SpanCrossEntropy(), [Input.Random(1, new Shape(13, 2)), offsets, none, none], out _)[0]!.All(value => value == 0));
    }

    [TestMethod]
    public void LossesOfSeveralNumbers()
    {
        var targets = Input.Of([0, 1, 1, 0.5f, 0, 0.2f], new Shape(2, 3));
        _check.Run(
            new BinaryCrossEntropy(),
            [Input.Random(1, new Shape(2, 3), deviation: 3), targets],
            x => [x[0].Select((logit, i) => Math.Log(1 + Math.Exp(logit)) - logit * x[1][i]).Average()]);
        _check.Run(
            new MeanSquaredError(),
            [Input.Random(1, new Shape(2, 3)), Input.Random(2, new Shape(2, 3))],
            x => [x[0].Select((value, i) => (value - x[1][i]) * (value - x[1][i])).Average()]);
    }

    private static double[] Product(double[] x, double[] w, double[] b, int rows, int inputs, int outputs)
    {
        var y = new double[rows * outputs];
        for (var i = 0; i < y.Length; i++)
        {
            var (row, column) = (i / outputs, i % outputs);
            y[i] = b[column];
            for (var k = 0; k < inputs; k++)
                y[i] += x[row * inputs + k] * w[column * inputs + k];
        }
        return y;
    }

    private static double[] Normalize(double[] x, double[]? residual, double[] gain, double[]? bias, float epsilon, bool centred)
    {
        var hidden = gain.Length;
        var y = new double[x.Length];
        for (var start = 0; start < x.Length; start += hidden)
        {
            double[] row = [.. Enumerable.Range(start, hidden).Select(i => x[i] + (residual?[i] ?? 0))];
            var mean = centred ? row.Average() : 0;
            var deviation = Math.Sqrt(row.Average(value => (value - mean) * (value - mean)) + epsilon);
            for (var j = 0; j < hidden; j++)
                y[start + j] = (row[j] - mean) / deviation * gain[j] + (bias?[j] ?? 0);
        }
        return y;
    }
}

/// <summary>With the widest vectors.</summary>
[TestClass]
public sealed class Avx512GradientTests : GradientTests
{
    private protected override InstructionSet Instructions => InstructionSet.Avx512;
}

/// <summary>With vectors of 256 bits.</summary>
[TestClass]
public sealed class Avx2GradientTests : GradientTests
{
    private protected override InstructionSet Instructions => InstructionSet.Avx2;
}

/// <summary>With whatever vectors there are.</summary>
[TestClass]
public sealed class PortableGradientTests : GradientTests
{
    private protected override InstructionSet Instructions => InstructionSet.Portable;
}
