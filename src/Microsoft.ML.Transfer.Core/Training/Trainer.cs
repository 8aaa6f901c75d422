using Microsoft.ML.Transfer.Forgetting;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Autograd;

namespace Microsoft.ML.Transfer.Training;

/// <summary>
/// Trains the parameters of a task in their place: while it does so, nobody else may compute with them. It knows nothing of what is learned. The same task, batches and
/// options give the same bits on any number of threads. Belongs to one thread.
/// </summary>
/// <typeparam name="TBatch">Examples that are computed together.</typeparam>
public sealed class Trainer<TBatch> : IDisposable
{
    private readonly ITrainingTask<TBatch> _task;
    private readonly TrainerOptions _options;
    private readonly Arena _activations;
    private readonly Arena _memory;
    private readonly GradientSet _gradients;
    private readonly Tape _tape;
    private readonly AppliedPenalty? _penalty;
    private readonly List<TrainedParameter> _parameters = [];
    private ulong _passes;

    /// <summary>Prepares a training; nothing is changed yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">Every parameter is frozen, or the penalty is one of another model.</exception>
    /// <exception cref="NotSupportedException">A parameter is kept in fewer bits than can be trained.</exception>
    public Trainer(ITrainingTask<TBatch> task, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        (_task, _options) = (task, options ?? new TrainerOptions());
        _options.Check();
        var trained = task.Parameters.Select(parameter => (parameter.Key, parameter.Value, Factor: _options.RateFactor?.Invoke(parameter.Key) ?? 1f)).Where(parameter => parameter.Factor != 0).ToList();
        if (trained.Count == 0)
            throw new ArgumentException("Every parameter is frozen: the factor of its learning rate is 0. At least one must be trained.", nameof(options));

        (_activations, _memory) = (task.Backend.CreateArena(), task.Backend.CreateArena());
        _activations.Threads = _memory.Threads = _options.Threads ?? Environment.ProcessorCount;
        try
        {
            _gradients = new GradientSet(task.Backend, trained.Select(parameter => parameter.Value)) { Threads = _memory.Threads };
            _tape = new Tape(task.Backend, _gradients);
            foreach (var (path, tensor, factor) in trained)
                _parameters.Add(Remember(path, tensor, factor));
            if (_options.Penalty is { } penalty)
                _penalty = new AppliedPenalty(penalty, _options.StartingWeights, trained.Select(parameter => (parameter.Key, parameter.Value)), task.Backend, _memory);
            Reserve();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many steps were taken.</summary>
    public int StepsTaken { get; private set; }

    /// <summary>The parameters that are trained, in the order of the model.</summary>
    public IReadOnlyList<ParameterPath> Trained => [.. _parameters.Select(parameter => parameter.Path)];

    /// <summary>The gradient of a parameter after a step, before clipping; for those who look into a training.</summary>
    /// <exception cref="KeyNotFoundException">The parameter is not trained.</exception>
    public Tensor GradientOf(ParameterPath path) => _gradients.Gradients[_parameters.Find(parameter => parameter.Path == path)?.Tensor ?? throw new KeyNotFoundException($"The parameter {path} is not trained.")];

    /// <summary>Takes the steps that are left, from where the last call or the restored state stopped.</summary>
    /// <param name="batches">The examples.</param>
    /// <param name="progress">Told of each step after it was taken, on the same thread.</param>
    /// <param name="cancellation">Ends the training after the step at hand.</param>
    /// <returns>The steps that were taken.</returns>
    /// <exception cref="OperationCanceledException">The training was cancelled; the parameters are those of the last step, and another call goes on from there.</exception>
    /// <exception cref="TrainingDivergedException">A loss was not finite.</exception>
    public IReadOnlyList<TrainingStep> Run(ITrainingBatches<TBatch> batches, Action<TrainingStep>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var perEpoch = batches.StepsPerEpoch;
        var steps = (int)Math.Min(_options.MaximumSteps ?? int.MaxValue, (long)perEpoch * _options.Epochs);
        var taken = new List<TrainingStep>(Math.Max(0, steps - StepsTaken));
        while (StepsTaken < steps)
        {
            cancellation.ThrowIfCancellationRequested();
            var epoch = StepsTaken / perEpoch;
            var step = Step(batches.Step(epoch, StepsTaken % perEpoch), steps) with { Epoch = epoch + 1 };
            taken.Add(step);
            progress?.Invoke(step);
        }
        return taken;
    }

    /// <summary>Takes one step.</summary>
    /// <param name="batches">The batches whose gradients are added up for it; at least one.</param>
    /// <param name="steps">The number of steps of the whole training, which the schedule goes by.</param>
    /// <remarks>
    /// Whatever is thrown, <see cref="OutOfMemoryException"/> included, the parameters and everything else are as before the step: it can be taken again, with the same examples in smaller
    /// batches too.
    /// </remarks>
    /// <exception cref="TrainingDivergedException">The loss was not finite.</exception>
    public TrainingStep Step(IReadOnlyList<TBatch> batches, int steps) => Step(batches, steps, _options.Schedule.At(StepsTaken, steps));

    /// <summary>Takes one step at a learning rate of the caller's.</summary>
    internal TrainingStep Step(IReadOnlyList<TBatch> batches, int steps, double rate)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (batches.Count == 0)
            throw new ArgumentException("A step needs at least one batch.", nameof(batches));
        var passes = _passes;
        try
        {
            var (loss, penalty, norm) = AddGradients(batches);
            Update(rate, norm);
            StepsTaken++;
            return new TrainingStep(StepsTaken, steps, Epoch: 0, loss, norm, rate) { Penalty = penalty };
        }
        catch
        {
            _passes = passes;
            throw;
        }
    }

    /// <summary>Does everything that a step does at a learning rate of 0, which leaves the parameters as they are bit for bit; what the optimizer remembers changes.</summary>
    internal void Rehearse(IReadOnlyList<TBatch> batches)
    {
        StepsTaken = 0;
        Step(batches, steps: int.MaxValue, rate: 0);
    }

    /// <summary>The loss of a batch with the parameters as they are, without dropout and penalty.</summary>
    public double Evaluate(TBatch batch)
    {
        try
        {
            return Read(_task.Loss(new Computation(_task.Backend, _activations), batch));
        }
        finally
        {
            _activations.Release(default);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Not all of it is there where the construction failed.
        _tape?.Dispose();
        _gradients?.Dispose();
        _activations.Dispose();
        _memory.Dispose();
    }

    /// <summary>
    /// Writes everything that the training needs to go on: parameters, the optimizer's memory and the number of steps. Whatever happens meanwhile, the path holds either what it held before or
    /// all of it.
    /// </summary>
    /// <param name="path">A file, in safetensors format; one that is there is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => TrainingCheckpoint.Save(path, SaveState());

    /// <summary>
    /// Goes on from where a training with the same task, options and batches was saved: the steps that follow give the same bits as without the interruption. With a penalty, this
    /// trainer must have been made with the weights that the saved training began with, or have them in <see cref="TrainerOptions.StartingWeights"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of a training of other parameters, with another optimizer or another penalty; nothing was changed.</exception>
    public void Restore(string path) => RestoreState(TrainingCheckpoint.Load(path));

    /// <summary>What a training is made of besides its examples and options: the parameters, what the optimizer remembers of them, and how far it went.</summary>
    internal TrainingState SaveState() => new(
        StepsTaken,
        _passes,
        [.. _parameters.Select(parameter => new SavedParameter(parameter.Path, Values(parameter.Tensor), parameter.Tensor.Shape, [.. parameter.State.Select(Values)]))])
    {
        PenaltyHash = _penalty?.Hash(),
    };

    /// <summary>Goes back to a saved state.</summary>
    /// <exception cref="InvalidDataException">The state is that of other parameters, another optimizer or another penalty; nothing was changed.</exception>
    internal void RestoreState(TrainingState state)
    {
        if (!string.Equals(state.PenaltyHash, _penalty?.Hash(), StringComparison.Ordinal))
            throw new InvalidDataException("The saved training and this one are not drawn to the same weights by a penalty. The trainer must have the penalty of the saved training, and be made with the weights that it began with.");
        if (state.Parameters.Count != _parameters.Count)
            throw new InvalidDataException($"The saved training has {state.Parameters.Count} parameters; this one trains {_parameters.Count}.");
        foreach (var (saved, parameter) in state.Parameters.Zip(_parameters))
        {
            if (saved.Path != parameter.Path || saved.Shape != parameter.Tensor.Shape || saved.State.Count != parameter.State.Count
                || saved.State.Zip(parameter.State).Any(pair => pair.First.Length != pair.Second.Shape.Count))
                throw new InvalidDataException($"The saved training has {saved.Path} {saved.Shape} with {saved.State.Count} tensors of the optimizer; this one has {parameter.Path} {parameter.Tensor.Shape} with {parameter.State.Count}.");
        }
        foreach (var (saved, parameter) in state.Parameters.Zip(_parameters))
        {
            parameter.Tensor.CopyFrom(saved.Values);
            for (var i = 0; i < parameter.State.Count; i++)
                parameter.State[i].CopyFrom(saved.State[i]);
        }
        (StepsTaken, _passes) = (state.StepsTaken, state.Passes);
    }

    private static double Read(Tensor loss)
    {
        Span<float> value = stackalloc float[1];
        loss.CopyTo(value);
        return value[0];
    }

    private static float[] Values(Tensor tensor)
    {
        var values = new float[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    private TrainedParameter Remember(ParameterPath path, Tensor tensor, float factor)
    {
        var decay = _options.Optimizer.DecayOf(tensor.Shape);
        var state = new List<Tensor>();
        foreach (var shape in _options.Optimizer.At(step: 1, learningRate: 0f, gradientScale: 1f, decay).StateShapes(tensor.Shape))
        {
            state.Add(shape is { } own ? _memory.Allocate(ElementType.Float32, own) : _memory.AllocateLike(tensor));
            _task.Backend.Fill(state[^1], 0f, _memory);
        }
        return new TrainedParameter(path, tensor, factor, decay, state);
    }

    /// <summary>
    /// Sees to it that a step of the optimizer finds the memory for its temporaries: a step that failed in the middle could not be taken back.
    /// </summary>
    private void Reserve()
    {
        if (!_options.Optimizer.HasTemporaries)
            return;
        var mark = _memory.Mark();
        foreach (var parameter in _parameters)
        {
            _memory.AllocateLike(parameter.Tensor);
            _memory.Release(mark);
        }
    }

    /// <summary>The gradients of all batches of a step and of the penalty.</summary>
    private (double Loss, double Penalty, double Norm) AddGradients(IReadOnlyList<TBatch> batches)
    {
        var weight = batches.Sum(_task.WeightOf);
        _gradients.Clear();
        var loss = 0.0;
        for (var i = 0; i < batches.Count; i++)
        {
            var share = weight > 0 ? _task.WeightOf(batches[i]) / weight : 0;
            var ofBatch = AddGradients(batches[i], (float)share);
            loss += share * ofBatch;
            if (!double.IsFinite(ofBatch))
                throw new TrainingDivergedException(StepsTaken + 1, i + 1, ofBatch, double.NaN);
        }
        var penalty = _penalty?.AddGradients(_gradients) ?? 0;
        var norm = _gradients.Norm();
        if (!double.IsFinite(norm))
            throw new TrainingDivergedException(StepsTaken + 1, batches.Count, loss, norm);
        return (loss, penalty, norm);
    }

    /// <summary>The forward and the backward pass of a batch.</summary>
    /// <returns>Its loss.</returns>
    private double AddGradients(TBatch batch, float share)
    {
        var computation = new Computation(_task.Backend, _activations)
        {
            Tape = _tape,
            RecomputesLayers = _options.RecomputesLayers,
            Dropout = new DropoutSource(_options.Dropout, _options.Seed, _passes),
        };
        _passes++;
        try
        {
            var result = _task.Loss(computation, batch);
            var loss = Read(result);
            if (double.IsFinite(loss))
                _tape.Backward(result, _activations, share);
            return loss;
        }
        finally
        {
            _tape.Clear();
            _activations.Release(default);
        }
    }

    private void Update(double rate, double norm)
    {
        // A little is added to the norm, as in the reference, so that nothing is divided by 0.
        var scale = _options.ClippingNorm is { } limit ? (float)Math.Min(1, limit / (norm + 1e-6)) : 1f;
        foreach (var parameter in _parameters)
        {
            var update = _options.Optimizer.At(StepsTaken + 1, (float)(rate * parameter.RateFactor), scale, parameter.WeightDecay);
            _task.Backend.Update(update, parameter.Tensor, _gradients.Gradients[parameter.Tensor], System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parameter.State), _memory);
        }
    }

    private sealed record TrainedParameter(ParameterPath Path, Tensor Tensor, float RateFactor, float WeightDecay, List<Tensor> State);
}
