using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Tensors.Tests.Autograd;

/// <summary>
/// Holds the gradients of an operation against double-sided differences of its definition in double precision: with a random gradient G of the result, that of input x is the derivative of
/// Σ G ⊙ f(x).
/// </summary>
internal sealed class GradientCheck : IDisposable
{
    private const double Step = 1e-5;
    private const double Relative = 1e-4;

    // Of the largest element: what an element near 0 may have lost in the sums that it comes from.
    private const double Absolute = 2e-6;

    private readonly Backend _backend = CpuBackend.Instance;
    private readonly Arena _arena;

    public GradientCheck(int threads = 1)
    {
        _arena = _backend.CreateArena();
        _arena.Threads = threads;
    }

    public static float[] Random(ulong stream, int count, double deviation = 1)
    {
        var random = new CounterRandom(11, stream);
        return [.. Enumerable.Range(0, count).Select(i => (float)(deviation * random.Normal((ulong)i)))];
    }

    /// <summary>Checks the gradients of all inputs of floating-point numbers.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="reference">Its definition: the result from the numbers of those inputs that are no integers.</param>
    public void Run(Operation operation, IReadOnlyList<Input> inputs, Func<double[][], double[]> reference)
    {
        var gradients = Gradients(operation, inputs, out var upstream);
        double[][] x = [.. inputs.Where(input => input.Values is not null).Select(input => input.Values!.Select(value => (double)value).ToArray())];
        var place = 0;
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Values is null)
                continue;
            if (inputs[i].HasGradient)
                Compare($"{operation.Name}, input {i}", gradients[i]!, Differences(x, place, upstream, reference));
            place++;
        }
    }

    /// <summary>The gradients as the engine computes them, added to 1 to show that they are added.</summary>
    public float[]?[] Gradients(Operation operation, IReadOnlyList<Input> inputs, out float[] upstream)
    {
        Tensor[] tensors = [.. inputs.Select(Upload)];
        var output = _backend.Forward(operation, tensors, _arena, out var saved);
        CollectionAssert.AreEqual(Values(_backend.Forward(operation, tensors, _arena)), Values(output), "with and without what the gradient needs");
        upstream = Random(99, (int)output.Shape.Count);
        Tensor?[] gradients = [.. tensors.Select((tensor, i) => inputs[i].HasGradient ? Ones(tensor, inputs[i]) : null)];
        _backend.Backward(operation, tensors, output, saved, _arena.Upload(upstream, output.Shape), gradients, _arena);
        return [.. gradients.Select(gradient => gradient is null ? null : Values(gradient).Select(value => value - 1).ToArray())];
    }

    public void Dispose() => _arena.Dispose();

    private static double[] Differences(double[][] x, int input, float[] upstream, Func<double[][], double[]> reference)
    {
        var derivatives = new double[x[input].Length];
        for (var i = 0; i < derivatives.Length; i++)
        {
            var value = x[input][i];
            x[input][i] = value + Step;
            var above = reference(x);
            x[input][i] = value - Step;
            var below = reference(x);
            x[input][i] = value;
            for (var j = 0; j < upstream.Length; j++)
                derivatives[i] += upstream[j] * (above[j] - below[j]) / (2 * Step);
        }
        return derivatives;
    }

    private static void Compare(string what, float[] actual, double[] expected)
    {
        var largest = expected.Max(Math.Abs);
        // The 1 that gradients were added to costs digits of its own.
        var floor = Absolute * largest + 1.2e-7;
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = Math.Abs(actual[i] - expected[i]);
            if (!(difference <= Relative * Math.Abs(expected[i]) + floor))
                Assert.Fail($"{what}, element {i}: expected {expected[i]:G9}, got {actual[i]:G9}; the largest is {largest:G4}.");
        }
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private Tensor Ones(Tensor tensor, Input input)
    {
        if (!input.IsPacked)
            return _arena.Upload(Enumerable.Repeat(1f, (int)tensor.Shape.Count).ToArray(), tensor.Shape);
        var gradient = _arena.AllocateLike(tensor);
        gradient.CopyFrom(Enumerable.Repeat(1f, (int)tensor.Shape.Count).ToArray());
        return gradient;
    }

    private Tensor Upload(Input input) => input switch
    {
        { Values: null } => _arena.Upload(input.Integers),
        { IsPacked: true } => _arena.UploadWeights(input.Shape, values => input.Values.CopyTo(values)),
        _ => _arena.Upload(input.Values, input.Shape),
    };
}

/// <summary>An input of a checked operation.</summary>
internal sealed record Input
{
    public float[]? Values { get; private init; }

    public int[]? Integers { get; private init; }

    public Shape Shape { get; private init; }

    /// <summary>Whether it is a weight in the form that the backend multiplies by fastest.</summary>
    public bool IsPacked { get; init; }

    /// <summary>Whether its gradient is wanted.</summary>
    public bool HasGradient { get; init; }

    public static Input Random(ulong stream, Shape shape, double deviation = 1) =>
        new() { Values = GradientCheck.Random(stream, (int)shape.Count, deviation), Shape = shape, HasGradient = true };

    public static Input Of(float[] values, Shape shape) => new() { Values = values, Shape = shape };

    public static implicit operator Input(int[] integers) => new() { Integers = integers };
}
