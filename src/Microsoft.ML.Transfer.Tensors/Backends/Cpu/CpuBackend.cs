using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <summary>
/// The engine in managed code, on the processor. Throughput comes from several threads that each carry a part of the batch through all
/// layers, with an arena of one thread each; a single sentence is computed by several threads where its arena allows them.
/// </summary>
public sealed class CpuBackend : Backend
{
    private static readonly FrozenDictionary<Type, CpuOperation> Operations = new Dictionary<Type, CpuOperation>
    {
        [typeof(Activate)] = new ActivateOnCpu(),
        [typeof(Add)] = new AddOnCpu(),
        [typeof(Attention)] = new AttentionOnCpu(),
        [typeof(AttentionProbabilities)] = new AttentionProbabilitiesOnCpu(),
        [typeof(BinaryCrossEntropy)] = new BinaryCrossEntropyOnCpu(),
        [typeof(CrossEntropy)] = new CrossEntropyOnCpu(),
        [typeof(DisentangledAttention)] = new DisentangledAttentionOnCpu(),
        [typeof(DisentangledAttentionProbabilities)] = new DisentangledAttentionProbabilitiesOnCpu(),
        [typeof(Distillation)] = new DistillationOnCpu(),
        [typeof(Dropout)] = new DropoutOnCpu(),
        [typeof(GatherRows)] = new GatherRowsOnCpu(),
        [typeof(LayerNormalization)] = new LayerNormalizationOnCpu(),
        [typeof(Linear)] = new LinearOnCpu(),
        [typeof(MeanSquaredError)] = new MeanSquaredErrorOnCpu(),
        [typeof(Multiply)] = new MultiplyOnCpu(),
        [typeof(Pool)] = new PoolOnCpu(),
        [typeof(PrependRows)] = new PrependRowsOnCpu(),
        [typeof(RmsNormalization)] = new RmsNormalizationOnCpu(),
        [typeof(RotaryEmbedding)] = new RotaryEmbeddingOnCpu(),
        [typeof(ScalarMix)] = new ScalarMixOnCpu(),
        [typeof(ShiftRows)] = new ShiftRowsOnCpu(),
        [typeof(SpanCrossEntropy)] = new SpanCrossEntropyOnCpu(),
    }.ToFrozenDictionary();

    private CpuBackend()
    {
    }

    /// <summary>The one instance: it has no state.</summary>
    public static CpuBackend Instance { get; } = new();

    /// <inheritdoc/>
    public override Device Device => Device.Cpu;

    /// <inheritdoc/>
    public override Arena CreateArena() => new CpuArena();

    /// <inheritdoc/>
    public override void Backward(
        Operation operation,
        ReadOnlySpan<Tensor> inputs,
        Tensor output,
        object? saved,
        Tensor outputGradient,
        ReadOnlySpan<Tensor?> inputGradients,
        Arena arena)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(outputGradient);
        ArgumentNullException.ThrowIfNull(arena);
        if (inputGradients.Length != inputs.Length)
            throw new ArgumentException($"{operation.Name}: expected a gradient, or null, for each of the {inputs.Length} inputs; got {inputGradients.Length}.", nameof(inputGradients));
        var onCpu = OnCpu(operation, inputs);
        var gradients = new Inputs();
        for (var i = 0; i < inputs.Length; i++)
            gradients[i] = (CpuTensor)inputGradients[i]!;
        var temporaries = arena.Mark();
        Implementation(operation).Backward(
            operation,
            new CpuGradients
            {
                Inputs = ((ReadOnlySpan<CpuTensor>)onCpu)[..inputs.Length],
                Result = (CpuTensor)output,
                Saved = (CpuTensor?)saved,
                OfResult = (CpuTensor)outputGradient,
                OfInputs = ((ReadOnlySpan<CpuTensor>)gradients)[..inputs.Length],
                Arena = (CpuArena)arena,
            });
        arena.Release(temporaries);
    }

    /// <inheritdoc/>
    public override void Fill(Tensor tensor, float value, Arena arena)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(arena);
        WholeStorage.Fill((CpuTensor)tensor, value, ((CpuArena)arena).ForkJoin);
    }

    /// <inheritdoc/>
    public override double SumOfSquares(Tensor tensor, Arena arena)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(arena);
        return WholeStorage.SumOfSquares((CpuTensor)tensor, (CpuArena)arena);
    }

    /// <inheritdoc/>
    public override double AddPenalty(Tensor parameter, Tensor? anchor, Tensor? importance, float strength, Tensor gradient, Arena arena)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(arena);
        return QuadraticPenalty.Add((CpuTensor)parameter, (CpuTensor?)anchor, (CpuTensor?)importance, strength, (CpuTensor)gradient, (CpuArena)arena);
    }

    /// <inheritdoc/>
    public override void AddSquares(Tensor tensor, float factor, Tensor sum, Arena arena)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(sum);
        ArgumentNullException.ThrowIfNull(arena);
        ScaledSquares.Add((CpuTensor)tensor, factor, (CpuTensor)sum, (CpuArena)arena);
    }

    /// <inheritdoc/>
    public override void Update(ParameterUpdate update, Tensor parameter, Tensor gradient, ReadOnlySpan<Tensor> state, Arena arena)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(arena);
        var temporaries = arena.Mark();
        CpuUpdates.Run(update, (CpuTensor)parameter, (CpuTensor)gradient, state, (CpuArena)arena);
        arena.Release(temporaries);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Operation operation, ReadOnlySpan<Tensor> inputs, Shape shape, Arena arena)
    {
        var implementation = Implementation(operation);
        var onCpu = OnCpu(operation, inputs);
        var result = (CpuTensor)arena.Allocate(ElementType.Float32, shape);
        var temporaries = arena.Mark();
        implementation.Forward(operation, ((ReadOnlySpan<CpuTensor>)onCpu)[..inputs.Length], result, (CpuArena)arena);
        arena.Release(temporaries);
        return result;
    }

    /// <inheritdoc/>
    protected override Tensor ComputeSaving(Operation operation, ReadOnlySpan<Tensor> inputs, Shape shape, Arena arena, out object? saved)
    {
        var implementation = Implementation(operation);
        if (implementation.SavedShape(operation, shape) is not { } savedShape)
        {
            saved = null;
            return Compute(operation, inputs, shape, arena);
        }
        var onCpu = OnCpu(operation, inputs);
        var result = (CpuTensor)arena.Allocate(ElementType.Float32, shape);
        var kept = (CpuTensor)arena.Allocate(ElementType.Float32, savedShape);
        var temporaries = arena.Mark();
        implementation.ForwardSaving(operation, ((ReadOnlySpan<CpuTensor>)onCpu)[..inputs.Length], result, kept, (CpuArena)arena);
        arena.Release(temporaries);
        saved = kept;
        return result;
    }

    private static CpuOperation Implementation(Operation operation) => Operations.TryGetValue(operation.GetType(), out var implementation)
        ? implementation
        : throw new NotSupportedException($"The CPU backend does not implement {operation.Name}.");

    private static Inputs OnCpu(Operation operation, ReadOnlySpan<Tensor> inputs)
    {
        var onCpu = new Inputs();
        if (inputs.Length > Inputs.Capacity)
            throw new ArgumentException($"{operation.Name}: at most {Inputs.Capacity} inputs; got {inputs.Length}.", nameof(inputs));
        for (var i = 0; i < inputs.Length; i++)
            onCpu[i] = (CpuTensor)inputs[i];
        return onCpu;
    }

    /// <summary>Room for the inputs of an operation on the stack. The largest user is the mean of all layers of a deep encoder.</summary>
    [InlineArray(Capacity)]
    private struct Inputs
    {
        public const int Capacity = 64;

        private CpuTensor _first;
    }
}
