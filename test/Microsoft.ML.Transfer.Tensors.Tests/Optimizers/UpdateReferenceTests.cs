using Microsoft.ML.Transfer.Tensors.Backends.Cpu;

namespace Microsoft.ML.Transfer.Tensors.Tests.Optimizers;

/// <summary>
/// Steps of the optimizers beside those of the reference implementations in single precision: <c>torch.optim.SGD</c> and <c>torch.optim.AdamW</c> of torch 1.13, and the formula of
/// <c>transformers.Adafactor</c> without relative steps and scaled parameters. The parameters are [0.5, −1.25, 0.03125, 2, −0.75, 1.5], the learning rate is 0.05.
/// </summary>
[TestClass]
public sealed class UpdateReferenceTests
{
    private const int Steps = 8;
    private const float Rate = 0.05f;
    private static readonly float[] Start = [0.5f, -1.25f, 0.03125f, 2f, -0.75f, 1.5f];
    private static readonly float[] Base = [0.25f, -0.5f, 1f, -0.125f, 0.0625f, 2f];

    [TestMethod]
    public void PlainDescentIsThatOfTheReference() => Check(
        _ => new SgdUpdate { LearningRate = Rate },
        [0.518750012f, -1.20624995f, 0.131249994f, 2.0062499f, -0.74609375f, 1.35000002f],
        [0.490625024f, -0.93749994f, 0.018749984f, 2.04999924f, -0.753125012f, 0.274999976f]);

    [TestMethod]
    public void MomentumIsThatOfTheReference() => Check(
        _ => new SgdUpdate { LearningRate = Rate, Momentum = 0.9f },
        [0.518750012f, -1.20624995f, 0.131249994f, 2.0062499f, -0.74609375f, 1.35000002f],
        [0.484043688f, -0.136039019f, 0.231968045f, 2.17963767f, -0.748579025f, -2.95544648f]);

    [TestMethod]
    public void TheDecayOfDescentIsThatOfTheReference() => Check(
        _ => new SgdUpdate { LearningRate = Rate, Momentum = 0.9f, WeightDecay = 0.1f },
        [0.516250014f, -1.20000005f, 0.131093755f, 1.99625003f, -0.742343724f, 1.34249997f],
        [0.413190663f, 0.0059463745f, 0.209710479f, 1.89528453f, -0.644383192f, -3.03482985f]);

    [TestMethod]
    public void AdamIsThatOfTheReference() => Check(
        step => new AdamWUpdate { Step = step, LearningRate = Rate },
        [0.550000012f, -1.20000005f, 0.081249997f, 2.04999995f, -0.699999988f, 1.45000005f],
        [0.526651025f, -0.858948886f, 0.102947429f, 2.39999962f, -0.702813029f, 1.10862255f]);

    [TestMethod]
    public void TheDecayOfAdamIsThatOfTheReference() => Check(
        step => new AdamWUpdate { Step = step, LearningRate = Rate, WeightDecay = 0.1f },
        [0.547500014f, -1.19375002f, 0.0810937434f, 2.03999996f, -0.696250021f, 1.44250011f],
        [0.505665779f, -0.816627085f, 0.0994554609f, 2.31445503f, -0.675138175f, 1.05648768f]);

    [TestMethod]
    public void OtherMemoriesOfAdamAreThoseOfTheReference() => Check(
        step => new AdamWUpdate { Step = step, LearningRate = Rate, Beta1 = 0.8f, Beta2 = 0.95f, Epsilon = 1e-6f, WeightDecay = 0.01f },
        [0.549749851f, -1.19937503f, 0.0812343508f, 2.04899955f, -0.699625611f, 1.44924998f],
        [0.518160462f, -0.855618894f, 0.0897791088f, 2.39131188f, -0.709137857f, 1.10427177f]);

    [TestMethod]
    public void AdafactorOfAMatrixIsThatOfTheReference() => Check(
        step => new AdafactorUpdate { Step = step, LearningRate = Rate },
        [0.571578026f, -1.17484903f, 0.073102057f, 2.01759505f, -0.745051801f, 1.4537046f],
        [0.488691062f, -0.635267735f, 0.0350758582f, 2.11600971f, -0.751802504f, 1.17949176f]);

    [TestMethod]
    public void TheDecayOfAdafactorIsThatOfTheReference() => Check(
        step => new AdafactorUpdate { Step = step, LearningRate = Rate, WeightDecay = 0.1f },
        [0.569078028f, -1.16859913f, 0.0729458109f, 2.00759506f, -0.741301775f, 1.44620454f],
        [0.468510002f, -0.596605539f, 0.0329315737f, 2.03533316f, -0.722399116f, 1.12628424f]);

    [TestMethod]
    public void AdafactorOfAVectorIsThatOfTheReference() => Check(
        step => new AdafactorUpdate { Step = step, LearningRate = Rate, WeightDecay = 0.1f },
        [0.547500014f, -1.19375002f, 0.0810937509f, 2.03999996f, -0.696249962f, 1.4425f],
        [0.464664549f, -0.824491858f, 0.0150834098f, 2.30784798f, -0.743601263f, 1.07222998f],
        new Shape(6));

    /// <summary>A matrix is held both row by row and in the panels of linear layers.</summary>
    private static void Check(Func<int, ParameterUpdate> update, float[] first, float[] last, Shape? shape = null)
    {
        var form = shape ?? new Shape(2, 3);
        using var arena = CpuBackend.Instance.CreateArena();
        Run(arena, arena.Upload(Start, form));
        if (form.Rank == 2)
            Run(arena, arena.UploadWeights(form, Start.CopyTo));

        void Run(Arena arena, Tensor parameter)
        {
            var gradient = arena.AllocateLike(parameter);
            CpuBackend.Instance.Fill(gradient, 0f, arena);
            var state = update(1).StateShapes(form).Select(own => own is { } small ? arena.Allocate(ElementType.Float32, small) : arena.AllocateLike(parameter)).ToArray();
            foreach (var memory in state)
                CpuBackend.Instance.Fill(memory, 0f, arena);
            for (var step = 1; step <= Steps; step++)
            {
                gradient.CopyFrom(Gradient(step));
                CpuBackend.Instance.Update(update(step), parameter, gradient, state, arena);
                if (step == 1)
                    Compare(first, parameter, "step 1");
            }
            Compare(last, parameter, "step 8");
        }
    }

    /// <summary>Numbers that single precision holds exactly, of changing signs and sizes.</summary>
    private static float[] Gradient(int step) => [.. Base.Select((value, i) => value * (step * (i + 1) % 2 == 0 ? 1 : -1) * (1 + step * (i + 2) % 5 / 4f))];

    private static void Compare(float[] expected, Tensor parameter, string what)
    {
        var actual = new float[expected.Length];
        parameter.CopyTo(actual);
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-6 * Math.Max(Math.Abs(expected[i]), Math.Abs(Start[i])), $"{what}, element {i}");
    }
}
