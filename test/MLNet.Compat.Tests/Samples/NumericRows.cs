using Microsoft.ML.Data;

namespace MLNet.Compat.Tests.Samples;

/// <summary>A row with a class name and four features.</summary>
public sealed class ClassRow
{
    /// <summary>The class.</summary>
    public string Label { get; set; } = "";

    /// <summary>The features.</summary>
    [VectorType(4)]
    public float[] Features { get; set; } = [];

    /// <summary>A positive weight.</summary>
    public float Weight { get; set; }
}

/// <summary>A row with a two-valued label and four features.</summary>
public sealed class BinaryRow
{
    /// <summary>The label.</summary>
    public bool Label { get; set; }

    /// <summary>The features.</summary>
    [VectorType(4)]
    public float[] Features { get; set; } = [];

    /// <summary>A positive weight.</summary>
    public float Weight { get; set; }
}

/// <summary>A row with a real label and three features.</summary>
public sealed class RealRow
{
    /// <summary>The value to predict.</summary>
    public float Label { get; set; }

    /// <summary>The features.</summary>
    [VectorType(3)]
    public float[] Features { get; set; } = [];
}

/// <summary>Small samples whose classes overlap, so that every optimum is finite and unique.</summary>
public static class NumericRows
{
    private static readonly string[] ClassNames = ["north", "east", "south"];

    /// <summary>Ninety rows in three overlapping classes.</summary>
    public static ClassRow[] Classes(int count = 90, uint seed = 7)
    {
        var random = new Lcg(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var c = i % 3;
            return new ClassRow
            {
                Label = ClassNames[c],
                Features = [c + random.NextNormal(), (c == 1 ? 1.5f : 0f) + random.NextNormal(), random.NextNormal(), 0.5f * random.NextNormal()],
                Weight = 0.5f + random.Next(),
            };
        })];
    }

    /// <summary>Rows in two overlapping classes.</summary>
    public static BinaryRow[] Binary(int count = 80, uint seed = 11)
    {
        var random = new Lcg(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            float[] features = [random.NextNormal(), random.NextNormal(), 2f * random.Next(), random.NextNormal()];
            var margin = (1.2f * features[0]) - (0.7f * features[1]) + (0.5f * features[2]) - 0.3f + random.NextNormal();
            return new BinaryRow { Label = margin > 0, Features = features, Weight = 0.5f + random.Next() };
        })];
    }

    /// <summary>Rows whose label is linear in the features plus noise.</summary>
    public static RealRow[] Linear(int count = 60, uint seed = 5)
    {
        var random = new Lcg(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] features = [random.NextNormal(), random.Next(), random.NextNormal()];
            return new RealRow { Label = (2f * features[0]) - features[1] + 0.5f + (0.3f * random.NextNormal()), Features = features };
        })];
    }

    /// <summary>Rows whose label is a count that grows exponentially with the features.</summary>
    public static RealRow[] Counts(int count = 60, uint seed = 3)
    {
        var random = new Lcg(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] features = [random.Next(), random.Next(), random.Next()];
            var mean = MathF.Exp((1.2f * features[0]) - (0.8f * features[1]) + 0.4f);
            return new RealRow { Label = MathF.Floor((mean * (0.5f + random.Next())) + 0.5f), Features = features };
        })];
    }
}
