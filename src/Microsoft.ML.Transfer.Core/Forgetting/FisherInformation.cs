using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Modules;
using Microsoft.ML.Transfer.Parameters;
using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tensors;
using Microsoft.ML.Transfer.Tensors.Autograd;
using Microsoft.ML.Transfer.Tokenizers;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer.Forgetting;

/// <summary>
/// The diagonal of the Fisher information of a task (Kirkpatrick et al., 2017): how much the likelihood of its labels depends on each weight, by the squares of its gradients at the weights
/// as they are.
/// </summary>
public static class FisherInformation
{
    /// <summary>
    /// The estimate from examples with their labels, F = Σₙ (∂ log p(batch n) / ∂w)² / Σₙ kₙ, with kₙ the number of labels of batch n: the log-likelihood of a batch is −kₙ times its
    /// loss. For batches of one example this is the mean over examples; larger batches are faster, and estimate the same where the gradients of examples have the mean 0, as they
    /// have at the end of a training.
    /// </summary>
    /// <typeparam name="TBatch">Examples that are computed together.</typeparam>
    /// <param name="task">The task, whose loss is a negative log-likelihood: that of classes or masked tokens.</param>
    /// <param name="batches">Its examples.</param>
    /// <param name="isMeasured">Which parameters to measure; null for all.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The result does not depend on it.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    /// <exception cref="ArgumentException">The batches have no labels, or no parameter is measured.</exception>
    /// <exception cref="TrainingDivergedException">A loss is no finite number.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ParameterValues Estimate<TBatch>(
        ITrainingTask<TBatch> task, IEnumerable<TBatch> batches, Func<ParameterPath, bool>? isMeasured = null, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(batches);
        var parameters = task.Parameters.Where(parameter => isMeasured?.Invoke(parameter.Key) ?? true).ToList();
        if (parameters.Count == 0)
            throw new ArgumentException("No parameter is measured; at least one must be.", nameof(isMeasured));

        using var memory = task.Backend.CreateArena();
        using var activations = task.Backend.CreateArena();
        memory.Threads = activations.Threads = threads ?? Environment.ProcessorCount;
        using var gradients = new GradientSet(task.Backend, parameters.Select(parameter => parameter.Value)) { Threads = memory.Threads };
        using var tape = new Tape(task.Backend, gradients);
        var sums = parameters.ConvertAll(parameter => memory.AllocateLike(parameter.Value));
        foreach (var sum in sums)
            task.Backend.Fill(sum, 0f, memory);

        var (labels, count) = (0.0, 0);
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            count++;
            var weight = task.WeightOf(batch);
            if (weight == 0)
                continue;
            labels += weight;
            gradients.Clear();
            var loss = task.Loss(new Computation(task.Backend, activations) { Tape = tape }, batch);
            if (!float.IsFinite(Read(loss)))
                throw new TrainingDivergedException($"The loss of batch {count} is {Read(loss)}; it must be finite for its gradient to say how much weights count.");
            tape.Backward(loss, activations, (float)weight);
            activations.Release(default);
            for (var i = 0; i < sums.Count; i++)
                task.Backend.AddSquares(gradients.Gradients[parameters[i].Value], 1f, sums[i], memory);
        }
        if (labels == 0)
            throw new ArgumentException($"The {count} batches have no labels to measure by.", nameof(batches));
        return new ParameterValues(parameters.Select((parameter, i) => (parameter.Key, parameter.Value.Shape, Scaled(sums[i], (float)(1 / labels)))));
    }

    /// <summary>The estimate for the encoder of a masked language model, from masked tokens in texts, each text a batch: what it needs to know the language.</summary>
    /// <param name="checkpoint">A folder in the Hugging Face layout, with a head for masked tokens and a tokenizer.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="masking">What is masked; as in training, 15 % of the tokens, when null.</param>
    /// <param name="seed">Which tokens are masked.</param>
    /// <param name="threads">How many threads compute; as many as there are processors when null. The result does not depend on it.</param>
    /// <param name="cancellation">Ends the work after the text at hand.</param>
    /// <returns>F of all parameters but those of heads.</returns>
    /// <exception cref="ArgumentException">The texts have no tokens.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A file of the checkpoint is malformed.</exception>
    /// <exception cref="NotSupportedException">The checkpoint has no head for masked tokens, or its tokenizer no mask token.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ParameterValues OfMaskedLanguageModel(
        string checkpoint, IReadOnlyList<string> texts, MaskingOptions? masking = null, ulong seed = 0, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var model = PretrainedModel.Load(checkpoint);
        var head = model.Heads.FirstOrDefault(head => head.Objective == Objective.MaskedLanguageModel)
            ?? throw new NotSupportedException($"{checkpoint}: the checkpoint has no head for masked tokens.");
        var batches = MaskedTexts.Batches(PretrainedTokenizer.Load(checkpoint), texts, masking ?? new MaskingOptions(), seed, model.Encoder.Config.MaximumPositions, tokensPerBatch: 0);
        return Estimate(new HeadTask(model, head), batches, path => !path.Value.StartsWith(AppliedPenalty.NewHeads, StringComparison.Ordinal), threads, cancellation);
    }

    private static float Read(Tensor loss)
    {
        Span<float> value = stackalloc float[1];
        loss.CopyTo(value);
        return value[0];
    }

    private static float[] Scaled(Tensor sum, float factor)
    {
        var values = new float[sum.Shape.Count];
        sum.CopyTo(values);
        System.Numerics.Tensors.TensorPrimitives.Multiply(values, factor, values);
        return values;
    }
}
