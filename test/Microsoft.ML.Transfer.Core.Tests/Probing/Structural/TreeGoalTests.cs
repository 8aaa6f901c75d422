using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Core.Tests.Probing;

[TestClass]
public sealed class TreeGoalTests
{
    private const int Rank = 5;

    [TestMethod]
    public void LossesAreThoseOfTheFormulas()
    {
        // b – a – c, of which a is the root.
        var tree = new TargetTree(new DependencyTree(Parses.Of(["b", "a", "c"], [2, 0, 2])), firstRow: 0);
        float[] projected = [2, 0, 0, 0, 0, 1];
        // Distances 4, 5, 1 for 1, 2, 1; each counts twice in 9.
        Assert.AreEqual(2 * (3 + 3 + 0) / 9.0, new DistanceGoal().Loss(tree, projected, []), 1e-6);
        // Depths 4, 0, 1 for 1, 0, 1.
        Assert.AreEqual(3 / 3.0, new DepthGoal().Loss(tree, projected, []), 1e-6);
    }

    [TestMethod]
    public void GradientsAreDifferencesOfTheLoss()
    {
        var random = new CounterRandom(seed: 1, stream: 0);
        var (compared, left) = (0, 0);
        foreach (var goal in (ITreeGoal[])[new DistanceGoal(), new DepthGoal()])
        {
            foreach (var tree in DependencyTree.Of(Parses.Random(5)).Select(tree => new TargetTree(tree, firstRow: 0)))
            {
                var x = new float[tree.Length * Rank];
                for (var i = 0; i < x.Length; i++)
                    x[i] = (float)random.Normal((ulong)i);
                var gradient = new float[x.Length];
                goal.Loss(tree, x, gradient);
                for (var i = 0; i < x.Length; i++)
                {
                    // Where what stands between the bars is about 0, the loss has a kink.
                    if (Errors(goal, tree, x, i / Rank).Any(error => Math.Abs(error) < 0.02))
                    {
                        left++;
                        continue;
                    }
                    const float Step = 1e-3f;
                    var (above, below) = (x.ToArray(), x.ToArray());
                    above[i] += Step;
                    below[i] -= Step;
                    var expected = (goal.Loss(tree, above, []) - goal.Loss(tree, below, [])) / (above[i] - below[i]);
                    Assert.AreEqual(expected, gradient[i], 2e-3, $"{goal.GetType().Name}, {tree.Length} words, element {i}");
                    compared++;
                }
            }
        }
        Assert.IsGreaterThan(4 * left, compared);
    }

    private static IEnumerable<double> Errors(ITreeGoal goal, TargetTree tree, float[] x, int word)
    {
        if (goal is DepthGoal)
            return [Enumerable.Range(0, Rank).Sum(c => (double)x[word * Rank + c] * x[word * Rank + c]) - tree.Tree.Depths[word]];
        return Enumerable.Range(0, tree.Length).Where(other => other != word).Select(other =>
            Enumerable.Range(0, Rank).Sum(c => Math.Pow(x[word * Rank + c] - x[other * Rank + c], 2)) - tree.Distances[word * tree.Length + other]);
    }
}
