using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Backends;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Probing;

/// <summary>What the perceptron learns: the cross-entropy of some rows at a time, whose columns are brought to mean 0 and variance 1.</summary>
internal sealed class PerceptronTask : ITrainingTask<int[]>, IDisposable
{
    private static readonly CrossEntropy CrossEntropy = new();

    private readonly ProbeMatrix _x;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly float[] _shift;
    private readonly float[] _scale;
    private readonly ParameterSet _parameters;
    private readonly LinearLayer _hidden;
    private readonly LinearLayer _output;

    public PerceptronTask(ProbeMatrix x, ReadOnlyMemory<int> labels, ColumnMoments moments, int hiddenSize, int classes, ulong seed)
    {
        (_x, _labels) = (x, labels);
        _shift = Array.ConvertAll(moments.Mean, mean => (float)mean);
        _scale = Array.ConvertAll(moments.Variance, variance => variance > 0 ? (float)(1 / Math.Sqrt(variance)) : 0f);
        _parameters = new ParameterSet(Backend, new SeededParameters(seed));
        _hidden = new LinearLayer(_parameters, new ParameterPath("hidden"), x.Columns, hiddenSize, Activation.Relu, initialization: Initialization.ByInputs);
        _output = new LinearLayer(_parameters, new ParameterPath("output"), hiddenSize, classes, initialization: Initialization.ByInputs);
    }

    public Backend Backend => CpuBackend.Instance;

    public IReadOnlyDictionary<ParameterPath, Tensor> Parameters => _parameters.Tensors;

    public double WeightOf(int[] batch) => batch.Length;

    public Tensor Loss(Computation computation, int[] batch)
    {
        var labels = Array.ConvertAll(batch, row => _labels.Span[row]);
        var x = computation.Arena.Upload(new Shape(batch.Length, _x.Columns), values =>
        {
            for (var i = 0; i < batch.Length; i++)
            {
                var row = _x.Row(batch[i]);
                for (var j = 0; j < row.Length; j++)
                    values[i * row.Length + j] = (row[j] - _shift[j]) * _scale[j];
            }
        });
        var scores = _output.Forward(computation, computation.Drop(_hidden.Forward(computation, x)));
        return computation.Apply(CrossEntropy, scores, computation.Arena.Upload(labels));
    }

    /// <summary>The perceptron for vectors as they are: shift and scale are brought into the first layer.</summary>
    public FittedPerceptron Read(int threads)
    {
        var (hidden, hiddenBias) = (Values("hidden/weight"), Values("hidden/bias"));
        for (var unit = 0; unit < hiddenBias.Length; unit++)
        {
            var bias = (double)hiddenBias[unit];
            for (var j = 0; j < _x.Columns; j++)
            {
                ref var weight = ref hidden[unit * _x.Columns + j];
                weight *= _scale[j];
                bias -= (double)weight * _shift[j];
            }
            hiddenBias[unit] = (float)bias;
        }
        return new FittedPerceptron(hidden, hiddenBias, new LinearProbe(Values("output/weight"), Values("output/bias"), hiddenBias.Length, threads), _x.Columns, threads);
    }

    public void Dispose() => _parameters.Dispose();

    private float[] Values(string path)
    {
        var tensor = Parameters[new ParameterPath(path)];
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
