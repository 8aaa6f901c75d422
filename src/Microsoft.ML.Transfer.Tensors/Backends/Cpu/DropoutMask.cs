using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>A mask of 0, with a probability, and 1 / (1 − probability): element 4 i + j comes from the j-th 16 bits of the i-th random number. Without a probability it does nothing.</summary>
internal readonly unsafe struct DropoutMask
{
    /// <summary>How many elements come from one random number.</summary>
    public const int PerNumber = 4;

    private const int BitsPerElement = 16;
    private const int NumbersAtOnce = 64;

    private readonly CounterRandom _random;
    private readonly uint _threshold;
    private readonly float _factor;

    public DropoutMask(float rate, ReadOnlySpan<int> key)
    {
        _random = Dropout.Random(key);
        _threshold = (uint)Math.Round(rate * (1 << BitsPerElement));
        _factor = 1f / (1f - rate);
    }

    /// <summary>Whether anything is set to 0.</summary>
    public bool IsActive => _threshold != 0;

    /// <summary>y = x ⊙ mask, or y += x ⊙ mask.</summary>
    /// <param name="firstNumber">The random number of the first four elements.</param>
    /// <param name="x">The elements.</param>
    /// <param name="y">Where they go; may be x.</param>
    /// <param name="count">How many.</param>
    /// <param name="adds">Whether they are added to y.</param>
    public void Apply(ulong firstNumber, float* x, float* y, int count, bool adds)
    {
        const int AtOnce = NumbersAtOnce * PerNumber;
        Span<ulong> numbers = stackalloc ulong[NumbersAtOnce];
        for (var first = 0; first < count; first += AtOnce, firstNumber += NumbersAtOnce)
        {
            var length = Math.Min(AtOnce, count - first);
            var used = numbers[..((length + PerNumber - 1) / PerNumber)];
            _random.FillBits(firstNumber, used);
            if (!BitConverter.IsLittleEndian)
                Reverse(used);
            fixed (ulong* bits = used)
                Apply((ushort*)bits, x + first, y + first, length, adds);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply(ushort* bits, float* x, float* y, int count, bool adds)
    {
        var (i, threshold, factor) = (0, Vector256.Create(_threshold), Vector256.Create(_factor));
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var drawn = Vector256.Create(Vector128.WidenLower(Vector128.Load(bits + i)), Vector128.WidenUpper(Vector128.Load(bits + i)));
            var kept = Vector256.GreaterThanOrEqual(drawn, threshold).AsSingle() & (Vector256.Load(x + i) * factor);
            (adds ? Vector256.Load(y + i) + kept : kept).Store(y + i);
        }
        for (; i < count; i++)
        {
            var kept = bits[i] >= _threshold ? x[i] * _factor : 0f;
            y[i] = adds ? y[i] + kept : kept;
        }
    }

    /// <summary>Puts the 16 bits of each number in the order of the memory of other processors.</summary>
    private static void Reverse(Span<ulong> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (numbers[i] << 48) | ((numbers[i] & 0xFFFF0000) << 16) | ((numbers[i] >> 16) & 0xFFFF0000) | (numbers[i] >> 48);
    }
}
