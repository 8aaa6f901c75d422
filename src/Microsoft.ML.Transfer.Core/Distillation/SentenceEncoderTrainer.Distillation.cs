using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Training;

namespace Microsoft.ML.Transfer;

/// <content>Embedders that learn from others.</content>
public static partial class SentenceEncoderTrainer
{
    /// <summary>
    /// Trains an encoder, as a rule a small one, to give texts the vectors of another embedder (Reimers and Gurevych, 2020): no labels are needed. The teacher embeds all texts once before the
    /// training: that takes 4 bytes for each text and dimension. What is kept out is measured by the mean cosine with the teacher's vectors.
    /// </summary>
    /// <param name="model">The student: a folder in the Hugging Face layout, plain or of sentence-transformers, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="teacher">The teacher, which stays the caller's. Its vectors may be of another length than the student's: a linear map is learned between them, and dropped at the end.</param>
    /// <param name="texts">What to learn from; null is read as empty.</param>
    /// <param name="seed">Where the map, the order of the texts and dropout come from.</param>
    /// <param name="options">How it is trained; the defaults when null.</param>
    /// <param name="contrastive">The pooling and the prompt of the student; its losses have no part in this. The vectors that come out have length 1 where those of the teacher have, unless it says otherwise.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">There are no texts.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">A loss was no finite number.</exception>
    public static TextEmbedder Distill(
        string model, TextEmbedder teacher, IReadOnlyList<string?> texts, ulong seed, FineTuningOptions? options = null, ContrastiveOptions? contrastive = null,
        HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
            throw new ArgumentException("There are no texts to train on.", nameof(texts));
        (options, contrastive) = (options ?? new FineTuningOptions(), contrastive ?? new ContrastiveOptions());
        var isUnit = teacher.Options.Normalize is true;
        var student = TrainedEmbedder.LoadNew(model, options, contrastive with { Normalize = contrastive.Normalize ?? isUnit }, seed, hub);
        try
        {
            var vectors = new float[texts.Count * teacher.Dimension];
            teacher.Embed([.. texts], vectors, cancellationToken);
            if (isUnit)
                TensorPrimitives.Multiply(vectors, MathF.Sqrt(teacher.Dimension), vectors);
            var examples = student.Tokenize(texts).Select((text, i) => new SequenceExample(text) { Targets = vectors.AsMemory(i * teacher.Dimension, teacher.Dimension) }).ToArray();
            var (training, keptOut) = ExampleSplit.Draw(examples, options.ValidationShare, seed);
            using var task = new EmbeddingDistillation(student, teacher.Dimension, isUnit, seed);
            var settings = new ContrastiveTrainingOptions(options, contrastive);
            return student.ToEmbedder(TunedTraining.Run(student.Tuned, task, training, keptOut, settings, seed, cancellationToken));
        }
        catch
        {
            student.Dispose();
            throw;
        }
    }
}
