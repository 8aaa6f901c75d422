using System.Runtime.CompilerServices;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>Sums and products of short rows, optimised from the first call on. Whole vectors first, then the numbers past the last of them.</summary>
internal static unsafe class VectorRows<V>
    where V : unmanaged, ISimdVector<V>
{
    /// <summary>sum += x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* sum, float* x, int count)
    {
        var whole = count / V.Count * V.Count;
        for (var j = 0; j < whole; j += V.Count)
            V.Store(V.Load(sum + j) + V.Load(x + j), sum + j);
        for (var j = whole; j < count; j++)
            sum[j] += x[j];
    }

    /// <summary>A row of a matrix += x, or = x; nothing where there is no matrix.</summary>
    public static void AddTo(float* matrix, nint start, float* x, int count, bool adds)
    {
        if (matrix == null)
            return;
        if (adds)
            Add(matrix + start, x, count);
        else
            new ReadOnlySpan<float>(x, count).CopyTo(new Span<float>(matrix + start, count));
    }

    /// <summary>sum += x ⊙ y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProducts(float* sum, float* x, float* y, int count)
    {
        var whole = count / V.Count * V.Count;
        for (var j = 0; j < whole; j += V.Count)
            V.Store(V.MultiplyAdd(V.Load(x + j), V.Load(y + j), V.Load(sum + j)), sum + j);
        for (var j = whole; j < count; j++)
            sum[j] += x[j] * y[j];
    }

    /// <summary>product = x ⊙ y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* product, float* x, float* y, int count)
    {
        var whole = count / V.Count * V.Count;
        for (var j = 0; j < whole; j += V.Count)
            V.Store(V.Load(x + j) * V.Load(y + j), product + j);
        for (var j = whole; j < count; j++)
            product[j] = x[j] * y[j];
    }

    /// <summary>Σ x², in two sums that take turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float SumOfSquares(float* x, int count)
    {
        var pairs = count / (2 * V.Count) * (2 * V.Count);
        var (even, odd) = (V.Zero, V.Zero);
        for (var j = 0; j < pairs; j += 2 * V.Count)
        {
            even = V.MultiplyAdd(V.Load(x + j), V.Load(x + j), even);
            odd = V.MultiplyAdd(V.Load(x + j + V.Count), V.Load(x + j + V.Count), odd);
        }
        var sum = V.Sum(even + odd);
        for (var j = pairs; j < count; j++)
            sum += x[j] * x[j];
        return sum;
    }

    /// <summary>Σ exp(x − shift). Each piece is added up in single precision, the pieces in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfExponentials(float* x, float shift, int count)
    {
        const int Piece = 1024;
        var (sum, offset, whole) = (0.0, V.Broadcast(shift), count / V.Count * V.Count);
        for (var first = 0; first < whole; first += Piece)
        {
            var last = Math.Min(whole, first + Piece);
            var ofPiece = V.Zero;
            for (var j = first; j < last; j += V.Count)
                ofPiece += VectorMath.Exp(V.Load(x + j) - offset);
            sum += V.Sum(ofPiece);
        }
        for (var j = whole; j < count; j++)
            sum += MathF.Exp(x[j] - shift);
        return sum;
    }

    /// <summary>sum += factor · exp(x − shift).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddExponentials(float* sum, float* x, float shift, float factor, int count)
    {
        var (offset, scale, whole) = (V.Broadcast(shift), V.Broadcast(factor), count / V.Count * V.Count);
        for (var j = 0; j < whole; j += V.Count)
            V.Store(V.MultiplyAdd(scale, VectorMath.Exp(V.Load(x + j) - offset), V.Load(sum + j)), sum + j);
        for (var j = whole; j < count; j++)
            sum[j] += factor * MathF.Exp(x[j] - shift);
    }
}
