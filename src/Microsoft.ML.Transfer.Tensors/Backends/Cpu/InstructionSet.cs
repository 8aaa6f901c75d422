using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>The instruction sets that the engine has kernels for, from the plainest.</summary>
internal enum InstructionSet
{
    /// <summary>Whatever <see cref="System.Numerics.Vector{T}"/> is made of.</summary>
    Portable,

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    Avx2,

    /// <summary>512-bit vectors.</summary>
    Avx512,
}

/// <summary>Which instruction set the engine uses.</summary>
internal static class InstructionSets
{
    /// <summary>
    /// The environment variable that asks for an instruction set, <c>avx512</c>, <c>avx2</c> or <c>portable</c>, in place of the best that the processor has: to
    /// compare results or speed.
    /// </summary>
    public const string Variable = "MLTRANSFER_CPU";

    /// <summary>Whether this processor has it.</summary>
    public static bool IsSupported(InstructionSet instructions) => instructions switch
    {
        InstructionSet.Avx512 => Avx512Vector.IsSupported,
        InstructionSet.Avx2 => Avx2Vector.IsSupported,
        _ => true,
    };

    /// <summary>The one that is asked for; the best that there is where none is.</summary>
    /// <exception cref="NotSupportedException">The one that is asked for is not known or not there.</exception>
    public static InstructionSet Choose() => Choose(Environment.GetEnvironmentVariable(Variable));

    internal static InstructionSet Choose(string? name)
    {
        InstructionSet[] supported = [.. Enum.GetValues<InstructionSet>().Where(IsSupported)];
        if (string.IsNullOrEmpty(name))
            return supported[^1];
        return Enum.TryParse<InstructionSet>(name, ignoreCase: true, out var wanted) && supported.Contains(wanted)
            ? wanted
            : throw new NotSupportedException($"The environment variable {Variable} is '{name}'; this processor has {string.Join(", ", supported).ToLowerInvariant()}.");
    }
}
