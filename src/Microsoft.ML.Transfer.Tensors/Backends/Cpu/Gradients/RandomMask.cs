using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;
using Microsoft.ML.Transfer.Tensors.Randomness;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Gradients;

/// <summary>y = x ⊙ mask, or y += x ⊙ mask, with a mask of 0 and 1 / (1 − rate) of which element 4 i + j comes from the j-th 16 bits of the i-th random number.</summary>
internal readonly unsafe struct RandomMask : IParallelTasks
{
    private const int CountPerTask = 4096;
    private const int PerNumber = 4;
    private const int BitsPerElement = 16;

    private readonly CounterRandom _random;
    private readonly uint _threshold;
    private readonly float _factor;
    private readonly float* _x;
    private readonly float* _y;
    private readonly int _count;
    private readonly bool _adds;

    public RandomMask(float rate, ReadOnlySpan<int> key, float* x, float* y, int count, bool adds)
    {
        _random = Dropout.Random(key);
        _threshold = (uint)Math.Round(rate * (1 << BitsPerElement));
        _factor = 1f / (1f - rate);
        _x = x;
        _y = y;
        _count = count;
        _adds = adds;
    }

    public int TaskCount => (_count + CountPerTask - 1) / CountPerTask;

    public void Run(int task, int worker)
    {
        var last = Math.Min(_count, (task + 1) * CountPerTask);
        for (var first = task * CountPerTask; first < last; first += PerNumber)
        {
            var bits = _random.Bits((ulong)(first / PerNumber));
            for (var i = first; i < Math.Min(last, first + PerNumber); i++, bits >>= BitsPerElement)
            {
                var kept = (bits & 0xFFFF) >= _threshold ? _x[i] * _factor : 0f;
                _y[i] = _adds ? _y[i] + kept : kept;
            }
        }
    }
}
