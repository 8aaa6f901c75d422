namespace Microsoft.ML;

/// <summary>Makes generators, and draws from any <see cref="Random"/> what <see cref="TauswortheHybrid"/> draws.</summary>
internal static class RandomUtils
{
    public static TauswortheHybrid Create() => new(new Random());

    public static TauswortheHybrid Create(int? seed) => seed is null ? Create() : Create(seed.Value);

    public static TauswortheHybrid Create(int seed) => new((uint)seed);

    public static TauswortheHybrid Create(uint seed) => new(seed);

    public static TauswortheHybrid Create(Random source) => new(source);

    public static int NextSigned(this Random random)
        => random is TauswortheHybrid hybrid ? hybrid.NextSigned() : random.Next(int.MinValue, int.MaxValue);

    /// <summary>A random order of 0 to <paramref name="n"/> - 1.</summary>
    public static int[] Permutation(this Random random, int n)
    {
        int[] order = Enumerable.Range(0, n).ToArray();
        for (int i = 0; i < n; i++)
        {
            int j = i + random.Next(n - i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
