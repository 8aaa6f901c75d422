using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Tensors;

/// <summary>
/// Sets each element to 0 with probability <paramref name="Rate"/>, by a seeded counter, and divides the others by 1 − rate (Srivastava et al., 2014). Which elements, follows from
/// the key and their place alone, so that the same key gives the same bits for any number of threads.
/// <para><i>Inputs:</i> x [tokens, hidden]; key [4] of integers: the lower and upper half of the seed, then those of the stream. <i>Result:</i> [tokens, hidden].</para>
/// </summary>
/// <param name="Rate">The probability, at least 0 and below 1.</param>
public sealed record Dropout(float Rate) : Operation
{
    /// <summary>How many integers a key has.</summary>
    internal const int KeyLength = 4;

    /// <summary>The key of a seed and a stream, to be uploaded.</summary>
    /// <param name="seed">The seed that the user gave.</param>
    /// <param name="stream">Which independent sequence of that seed: one for each dropout of each step.</param>
    /// <param name="key">Where its 4 numbers go.</param>
    public static void WriteKey(ulong seed, ulong stream, Span<int> key)
    {
        (key[0], key[1], key[2], key[3]) = ((int)(uint)seed, (int)(uint)(seed >> 32), (int)(uint)stream, (int)(uint)(stream >> 32));
    }

    /// <summary>The numbers of a key.</summary>
    internal static CounterRandom Random(ReadOnlySpan<int> key)
    {
        return new CounterRandom(Join(key[0], key[1]), Join(key[2], key[3]));

        static ulong Join(int low, int high) => (uint)low | ((ulong)(uint)high << 32);
    }

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Tensor> inputs)
    {
        if (!(Rate >= 0 && Rate < 1))
            throw new InvalidOperationException($"{Name}: the rate must be at least 0 and below 1; it is {Rate}.");
        if (inputs.Length != 2 || !IsMatrix(inputs[0]) || !IsIndices(inputs[1]) || inputs[1].Shape.Rows != KeyLength)
            throw Mismatch(inputs, "x [tokens, hidden] and a key [4] of integers");
        return inputs[0].Shape;
    }
}

internal sealed unsafe class DropoutOnCpu : CpuOperation<Dropout>
{
    protected override void Forward(Dropout operation, ReadOnlySpan<CpuTensor> inputs, CpuTensor result, CpuArena arena)
    {
        var tasks = new RandomMask(new DropoutMask(operation.Rate, inputs[1].Indices), inputs[0].Floats, result.Floats, (int)result.Shape.Count, adds: false);
        arena.ForkJoin.Run(ref tasks);
    }

    protected override void Backward(Dropout operation, in CpuGradients gradients)
    {
        if (gradients.OfInputs[0] is not { } dx)
            return;
        var adds = !dx.TakeZeros();
        var tasks = new RandomMask(new DropoutMask(operation.Rate, gradients.Inputs[1].Indices), gradients.OfResult.Floats, dx.Floats, (int)dx.Shape.Count, adds);
        gradients.Arena.ForkJoin.Run(ref tasks);
    }
}
