using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Simd;

/// <summary>
/// The micro-kernels of AVX-512. Both take 24 of the 32 registers as sums, which is three times what the latency of 4 cycles of two
/// multiply-add units asks for; the rest hold a row of B and an element of A. A step of 8 × 3 vectors is 24 multiply-adds on 11 loads, one of
/// 6 × 4 vectors 24 on 10; two of each go through per cycle, so the loads hide behind the arithmetic.
/// </summary>
internal static unsafe class Avx512Tiles
{
    /// <summary>8 rows × 48 columns: widths such as 384, 768, 1152 are multiples of 48, and 8 rows leave less over in short texts.</summary>
    public static readonly TileShape Tall = new(Rows: 8, Columns: 48);

    /// <summary>6 rows × 64 columns: for 128, 256, 512, 1024 columns, of which a width of 48 would leave a third or an eighth over.</summary>
    public static readonly TileShape Wide = new(Rows: 6, Columns: 64);

    private const int CacheLine = 16;

    /// <inheritdoc cref="ISimdVector{TSelf}.MultiplyTile"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyTall(in Tile tile)
    {
        var at = tile.RowStart(0);
        var (c00, c01, c02) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32));
        at = tile.RowStart(1);
        var (c10, c11, c12) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32));
        at = tile.RowStart(2);
        var (c20, c21, c22) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32));
        at = tile.RowStart(3);
        var (c30, c31, c32) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32));
        at = tile.RowStart(4);
        var (c40, c41, c42) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32));
        at = tile.RowStart(5);
        var (c50, c51, c52) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32));
        at = tile.RowStart(6);
        var (c60, c61, c62) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32));
        at = tile.RowStart(7);
        var (c70, c71, c72) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32));

        var a0 = tile.RowA(0);
        var a1 = tile.RowA(1);
        var a2 = tile.RowA(2);
        var a3 = tile.RowA(3);
        var a4 = tile.RowA(4);
        var a5 = tile.RowA(5);
        var a6 = tile.RowA(6);
        var a7 = tile.RowA(7);
        var b = tile.B;
        var strideB = tile.StrideB;
        var next = tile.Next;
        var stepA = tile.StepA;
        nint k = 0;
        for (var left = tile.Depth; left > 0; left--, k += stepA, b += strideB, next += CacheLine)
        {
            Sse.Prefetch1(next);
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 16);
            var b2 = Vector512.Load(b + 32);
            var x = Vector512.Create(a0[k]);
            c00 = Avx512F.FusedMultiplyAdd(x, b0, c00);
            c01 = Avx512F.FusedMultiplyAdd(x, b1, c01);
            c02 = Avx512F.FusedMultiplyAdd(x, b2, c02);
            x = Vector512.Create(a1[k]);
            c10 = Avx512F.FusedMultiplyAdd(x, b0, c10);
            c11 = Avx512F.FusedMultiplyAdd(x, b1, c11);
            c12 = Avx512F.FusedMultiplyAdd(x, b2, c12);
            x = Vector512.Create(a2[k]);
            c20 = Avx512F.FusedMultiplyAdd(x, b0, c20);
            c21 = Avx512F.FusedMultiplyAdd(x, b1, c21);
            c22 = Avx512F.FusedMultiplyAdd(x, b2, c22);
            x = Vector512.Create(a3[k]);
            c30 = Avx512F.FusedMultiplyAdd(x, b0, c30);
            c31 = Avx512F.FusedMultiplyAdd(x, b1, c31);
            c32 = Avx512F.FusedMultiplyAdd(x, b2, c32);
            x = Vector512.Create(a4[k]);
            c40 = Avx512F.FusedMultiplyAdd(x, b0, c40);
            c41 = Avx512F.FusedMultiplyAdd(x, b1, c41);
            c42 = Avx512F.FusedMultiplyAdd(x, b2, c42);
            x = Vector512.Create(a5[k]);
            c50 = Avx512F.FusedMultiplyAdd(x, b0, c50);
            c51 = Avx512F.FusedMultiplyAdd(x, b1, c51);
            c52 = Avx512F.FusedMultiplyAdd(x, b2, c52);
            x = Vector512.Create(a6[k]);
            c60 = Avx512F.FusedMultiplyAdd(x, b0, c60);
            c61 = Avx512F.FusedMultiplyAdd(x, b1, c61);
            c62 = Avx512F.FusedMultiplyAdd(x, b2, c62);
            x = Vector512.Create(a7[k]);
            c70 = Avx512F.FusedMultiplyAdd(x, b0, c70);
            c71 = Avx512F.FusedMultiplyAdd(x, b1, c71);
            c72 = Avx512F.FusedMultiplyAdd(x, b2, c72);
        }

        at = tile.RowC(0);
        c00.Store(at);
        c01.Store(at + 16);
        c02.Store(at + 32);
        at = tile.RowC(1);
        c10.Store(at);
        c11.Store(at + 16);
        c12.Store(at + 32);
        at = tile.RowC(2);
        c20.Store(at);
        c21.Store(at + 16);
        c22.Store(at + 32);
        at = tile.RowC(3);
        c30.Store(at);
        c31.Store(at + 16);
        c32.Store(at + 32);
        at = tile.RowC(4);
        c40.Store(at);
        c41.Store(at + 16);
        c42.Store(at + 32);
        at = tile.RowC(5);
        c50.Store(at);
        c51.Store(at + 16);
        c52.Store(at + 32);
        at = tile.RowC(6);
        c60.Store(at);
        c61.Store(at + 16);
        c62.Store(at + 32);
        at = tile.RowC(7);
        c70.Store(at);
        c71.Store(at + 16);
        c72.Store(at + 32);
    }

    /// <inheritdoc cref="ISimdVector{TSelf}.MultiplyTile"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyWide(in Tile tile)
    {
        var at = tile.RowStart(0);
        var (c00, c01, c02, c03) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32), Vector512.Load(at + 48));
        at = tile.RowStart(1);
        var (c10, c11, c12, c13) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32), Vector512.Load(at + 48));
        at = tile.RowStart(2);
        var (c20, c21, c22, c23) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32), Vector512.Load(at + 48));
        at = tile.RowStart(3);
        var (c30, c31, c32, c33) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32), Vector512.Load(at + 48));
        at = tile.RowStart(4);
        var (c40, c41, c42, c43) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32), Vector512.Load(at + 48));
        at = tile.RowStart(5);
        var (c50, c51, c52, c53) = (Vector512.Load(at), Vector512.Load(at + 16), Vector512.Load(at + 32), Vector512.Load(at + 48));

        var a0 = tile.RowA(0);
        var a1 = tile.RowA(1);
        var a2 = tile.RowA(2);
        var a3 = tile.RowA(3);
        var a4 = tile.RowA(4);
        var a5 = tile.RowA(5);
        var b = tile.B;
        var strideB = tile.StrideB;
        var next = tile.Next;
        var stepA = tile.StepA;
        nint k = 0;
        for (var left = tile.Depth; left > 0; left--, k += stepA, b += strideB, next += CacheLine)
        {
            Sse.Prefetch1(next);
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 16);
            var b2 = Vector512.Load(b + 32);
            var b3 = Vector512.Load(b + 48);
            var x = Vector512.Create(a0[k]);
            c00 = Avx512F.FusedMultiplyAdd(x, b0, c00);
            c01 = Avx512F.FusedMultiplyAdd(x, b1, c01);
            c02 = Avx512F.FusedMultiplyAdd(x, b2, c02);
            c03 = Avx512F.FusedMultiplyAdd(x, b3, c03);
            x = Vector512.Create(a1[k]);
            c10 = Avx512F.FusedMultiplyAdd(x, b0, c10);
            c11 = Avx512F.FusedMultiplyAdd(x, b1, c11);
            c12 = Avx512F.FusedMultiplyAdd(x, b2, c12);
            c13 = Avx512F.FusedMultiplyAdd(x, b3, c13);
            x = Vector512.Create(a2[k]);
            c20 = Avx512F.FusedMultiplyAdd(x, b0, c20);
            c21 = Avx512F.FusedMultiplyAdd(x, b1, c21);
            c22 = Avx512F.FusedMultiplyAdd(x, b2, c22);
            c23 = Avx512F.FusedMultiplyAdd(x, b3, c23);
            x = Vector512.Create(a3[k]);
            c30 = Avx512F.FusedMultiplyAdd(x, b0, c30);
            c31 = Avx512F.FusedMultiplyAdd(x, b1, c31);
            c32 = Avx512F.FusedMultiplyAdd(x, b2, c32);
            c33 = Avx512F.FusedMultiplyAdd(x, b3, c33);
            x = Vector512.Create(a4[k]);
            c40 = Avx512F.FusedMultiplyAdd(x, b0, c40);
            c41 = Avx512F.FusedMultiplyAdd(x, b1, c41);
            c42 = Avx512F.FusedMultiplyAdd(x, b2, c42);
            c43 = Avx512F.FusedMultiplyAdd(x, b3, c43);
            x = Vector512.Create(a5[k]);
            c50 = Avx512F.FusedMultiplyAdd(x, b0, c50);
            c51 = Avx512F.FusedMultiplyAdd(x, b1, c51);
            c52 = Avx512F.FusedMultiplyAdd(x, b2, c52);
            c53 = Avx512F.FusedMultiplyAdd(x, b3, c53);
        }

        at = tile.RowC(0);
        c00.Store(at);
        c01.Store(at + 16);
        c02.Store(at + 32);
        c03.Store(at + 48);
        at = tile.RowC(1);
        c10.Store(at);
        c11.Store(at + 16);
        c12.Store(at + 32);
        c13.Store(at + 48);
        at = tile.RowC(2);
        c20.Store(at);
        c21.Store(at + 16);
        c22.Store(at + 32);
        c23.Store(at + 48);
        at = tile.RowC(3);
        c30.Store(at);
        c31.Store(at + 16);
        c32.Store(at + 32);
        c33.Store(at + 48);
        at = tile.RowC(4);
        c40.Store(at);
        c41.Store(at + 16);
        c42.Store(at + 32);
        c43.Store(at + 48);
        at = tile.RowC(5);
        c50.Store(at);
        c51.Store(at + 16);
        c52.Store(at + 32);
        c53.Store(at + 48);
    }
}
