using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Regression;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

/// <summary>Loss, gradient and probabilities of a softmax regression against the formulas in double precision, on every instruction set.</summary>
[TestClass]
public sealed unsafe class SoftmaxRegressionTests
{
    public static IEnumerable<object[]> InstructionSetsHere => MatrixMultiplyTests.InstructionSetsHere;

    [TestMethod]
    [DynamicData(nameof(InstructionSetsHere))]
    public void LossGradientAndProbabilitiesAreTheFormulas(object instructions)
    {
        foreach (var (rows, columns, classes, chunks) in new[] { (1, 1, 1, 1), (3, 5, 2, 2), (70, 48, 17, 3), (131, 50, 33, 4), (40, 64, 70, 1), (300, 3, 3, 7), (20, 7000, 5, 1) })
        {
            var (x, w, b) = (Fill(rows * columns, 1), Fill(classes * columns, 2), Fill(classes, 3));
            var labels = Enumerable.Range(0, rows).Select(i => i * 7 % classes).ToArray();
            var actual = Run(Kernels.For((InstructionSet)instructions), x, w, b, labels, rows, columns, classes, chunks, threads: 1);
            var (loss, ofWeights, ofBias) = (0.0, new double[classes * columns], new double[classes]);
            for (var i = 0; i < rows; i++)
            {
                var scores = Enumerable.Range(0, classes).Select(c => b[c] + Enumerable.Range(0, columns).Sum(j => (double)w[c * columns + j] * x[i * columns + j])).ToArray();
                var sum = scores.Sum(Math.Exp);
                loss += Math.Log(sum) - scores[labels[i]];
                for (var c = 0; c < classes; c++)
                {
                    var p = Math.Exp(scores[c]) / sum;
                    Assert.AreEqual(p, actual.Probabilities[i * classes + c], 1e-5, $"{instructions} [{rows}, {columns}, {classes}] probability of {c} in row {i}");
                    var residual = p - (labels[i] == c ? 1 : 0);
                    ofBias[c] += residual;
                    for (var j = 0; j < columns; j++)
                        ofWeights[c * columns + j] += residual * x[i * columns + j];
                }
            }
            Assert.AreEqual(loss, actual.Loss, 1e-5 * (1 + loss), $"{instructions} [{rows}, {columns}, {classes}]");
            for (var i = 0; i < ofWeights.Length; i++)
                Assert.AreEqual(ofWeights[i], actual.OfWeights[i], 2e-5 * rows, $"{instructions} [{rows}, {columns}, {classes}] gradient {i}");
            for (var c = 0; c < classes; c++)
                Assert.AreEqual(ofBias[c], actual.OfBias[c], 1e-5 * rows, $"{instructions} [{rows}, {columns}, {classes}] gradient of b {c}");
        }
    }

    [TestMethod]
    public void ThreadsChangeNoBit()
    {
        const int Rows = 500;
        const int Columns = 100;
        const int Classes = 17;
        var (x, w, b) = (Fill(Rows * Columns, 1), Fill(Classes * Columns, 2), Fill(Classes, 3));
        var labels = Enumerable.Range(0, Rows).Select(i => i % Classes).ToArray();
        var one = Run(Kernels.Best, x, w, b, labels, Rows, Columns, Classes, chunks: 9, threads: 1);
        var two = Run(Kernels.Best, x, w, b, labels, Rows, Columns, Classes, chunks: 9, threads: 2);
        Assert.AreEqual(one.Loss, two.Loss);
        CollectionAssert.AreEqual(one.OfWeights, two.OfWeights);
        CollectionAssert.AreEqual(one.OfBias, two.OfBias);
        CollectionAssert.AreEqual(one.Probabilities, two.Probabilities);
    }

    private static float[] Fill(int count, ulong stream)
    {
        var random = new CounterRandom(7, stream);
        return [.. Enumerable.Range(0, count).Select(i => (float)random.Normal((ulong)i) * (count > 20_000 ? 0.02f : 0.3f))];
    }

    private static Result Run(Kernels kernels, float[] x, float[] w, float[] b, int[] labels, int rows, int columns, int classes, int chunks, int threads)
    {
        using var arena = new CpuArena { Threads = threads };
        var operands = new SoftmaxRegressionOperands { Rows = rows, Columns = columns, Classes = classes, Chunks = chunks, PanelColumns = kernels.RegressionPanelColumns(classes) };
        var whole = operands.WholeClasses;
        var (losses, ofWeights, ofBias, probabilities) = (new double[chunks], new float[chunks * classes * columns], new float[chunks * whole], new float[rows * classes]);
        var bias = new float[whole];
        Array.Fill(bias, float.MinValue);
        b.CopyTo(bias, 0);
        operands.Scratch = (float*)arena.AllocateScratch((long)sizeof(float) * operands.ScratchSize * threads);
        operands.Weights = (float*)arena.AllocateScratch(WeightPanels.Size(classes, columns, operands.PanelColumns) * sizeof(float));
        fixed (float* px = x, pw = w, pb = bias, pow = ofWeights, pob = ofBias, pp = probabilities)
        fixed (int* labelled = labels)
        fixed (double* pl = losses)
        {
            WeightPanels.Pack(pw, classes, columns, operands.Weights, operands.PanelColumns);
            operands.X = px;
            operands.Labels = labelled;
            operands.Bias = pb;
            operands.Losses = pl;
            operands.WeightGradients = pow;
            operands.BiasGradients = pob;
            kernels.Regress(operands, arena.ForkJoin);
            operands.Probabilities = pp;
            kernels.Regress(operands, arena.ForkJoin);
        }
        return new Result(
            losses.Sum(),
            [.. Enumerable.Range(0, classes * columns).Select(i => Enumerable.Range(0, chunks).Sum(chunk => (double)ofWeights[chunk * classes * columns + i]))],
            [.. Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, chunks).Sum(chunk => (double)ofBias[chunk * whole + c]))],
            probabilities);
    }

    private sealed record Result(double Loss, double[] OfWeights, double[] OfBias, float[] Probabilities);
}
