using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors.Tests.Autograd;

[TestClass]
public sealed class DistillationTests
{
    [TestMethod]
    [DataRow(1f, 0.5f)]
    [DataRow(2f, 0.9f)]
    [DataRow(4f, 1f)]
    [DataRow(3f, 0f)]
    public void The_gradient_is_that_of_the_formula(float temperature, float alpha)
    {
        const int Rows = 5, Classes = 7;
        int[] labels = [3, CrossEntropy.Ignored, 0, 6, CrossEntropy.Ignored];
        using var check = new GradientCheck();
        check.Run(
            new Distillation(temperature, alpha),
            [Input.Random(1, new Shape(Rows, Classes), deviation: 3), Input.Of(GradientCheck.Random(2, Rows * Classes, deviation: 3), new Shape(Rows, Classes)), labels],
            x => [Enumerable.Range(0, Rows).Average(i => Loss(x[0][(i * Classes)..((i + 1) * Classes)], x[1][(i * Classes)..((i + 1) * Classes)], labels[i], temperature, alpha))]);
    }

    [TestMethod]
    public void The_loss_is_that_computed_by_hand()
    {
        // T = 2: the teacher's 2 ln 3 and 0 become 3/4 and 1/4, the student's equal scores 1/2 and 1/2; the label's probability is 1/2.
        var expected = 0.75 * 4 * (0.75 * Math.Log(1.5) + 0.25 * Math.Log(0.5)) + 0.25 * Math.Log(2);
        Assert.AreEqual(expected, Run(new Distillation(2f, 0.75f), [1f, 1f], [(float)(2 * Math.Log(3)), 0f], [0]), 1e-6);
    }

    [TestMethod]
    public void A_student_like_its_teacher_has_no_loss_and_logarithms_of_probabilities_do_for_scores()
    {
        Assert.AreEqual(0.0, Run(new Distillation(2f, 1f), [5f, 1f, -2f], [4f, 0f, -3f], [CrossEntropy.Ignored]), 1e-7);
    }

    [TestMethod]
    public void Labels_and_settings_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Run(new Distillation(2f, 0.5f), [1f, 1f], [0f, 0f], [2]));
        Assert.Throws<InvalidOperationException>(() => Run(new Distillation(0f, 0.5f), [1f, 1f], [0f, 0f], [0]));
        Assert.Throws<InvalidOperationException>(() => Run(new Distillation(2f, 1.5f), [1f, 1f], [0f, 0f], [0]));
        Assert.Throws<ArgumentException>(() => Run(new Distillation(2f, 0.5f), [1f, 1f], [0f, 0f, 0f], [0]));
    }

    private static double Loss(double[] x, double[] z, int label, double temperature, double alpha)
    {
        double[] Softmax(double[] scores, double t) => [.. scores.Select(score => Math.Exp(score / t) / scores.Sum(other => Math.Exp(other / t)))];
        var (student, teacher) = (Softmax(x, temperature), Softmax(z, temperature));
        var divergence = teacher.Zip(student, (t, s) => t * Math.Log(t / s)).Sum();
        return alpha * temperature * temperature * divergence + (label < 0 ? 0 : -(1 - alpha) * Math.Log(Softmax(x, 1)[label]));
    }

    private static double Run(Distillation operation, float[] x, float[] z, int[] labels)
    {
        using var arena = CpuBackend.Instance.CreateArena();
        var value = new float[1];
        CpuBackend.Instance.Forward(operation, [arena.Upload(x, new Shape(1, x.Length)), arena.Upload(z, new Shape(1, z.Length)), arena.Upload(labels)], arena).CopyTo(value);
        return value[0];
    }
}
