using System.Numerics.Tensors;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer;

/// <content>Classifiers that learn from others.</content>
public sealed partial class TextClassifier
{
    /// <summary>
    /// Fine-tunes a pre-trained model, as a rule a small one, to the probabilities that another classifier gives texts (Hinton et al., 2015), with or without labels. The teacher scores all texts
    /// once before the training: that takes 4 bytes for each text and class. The same arguments give the same bits on any number of threads.
    /// </summary>
    /// <param name="model">The student: a folder in the Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="teacher">The teacher, which stays the caller's.</param>
    /// <param name="examples">What to learn from; a class of -1 says that a text has no label.</param>
    /// <param name="seed">Where the head's first weights, the order of the examples and dropout come from.</param>
    /// <param name="options">How it is trained; the defaults when null. Class weights and label smoothing have no part in it.</param>
    /// <param name="distillation">How the teacher is followed; the defaults when null.</param>
    /// <param name="validation">
    /// Examples that are not trained on, by which the best epoch is chosen; where null, <see cref="FineTuningOptions.ValidationShare"/> of <paramref name="examples"/>. What has no label is to be
    /// predicted as the teacher does.
    /// </param>
    /// <param name="teacherClasses">For each class the number that it has with the teacher; null where they are the same.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <param name="cancellationToken">Ends the training after the step at hand.</param>
    /// <exception cref="ArgumentException">There are no examples, or one is of a class that the teacher does not have.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or the folder for checkpoints holds another training.</exception>
    /// <exception cref="NotSupportedException">Models of this family cannot be fine-tuned to classes.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="Training.TrainingDivergedException">A loss was no finite number.</exception>
    public static TextClassifier Distill(
        string model, TextClassifier teacher, IReadOnlyList<ClassifiedText> examples, ulong seed, FineTuningOptions? options = null, DistillationOptions? distillation = null,
        IReadOnlyList<ClassifiedText>? validation = null, IReadOnlyList<int>? teacherClasses = null, HubOptions? hub = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(examples);
        if (teacherClasses is not null && !teacherClasses.Order().SequenceEqual(Enumerable.Range(0, teacher.ClassCount)))
            throw new ArgumentException($"The teacher's classes are [{string.Join(", ", teacherClasses)}]; each of the {teacher.ClassCount} numbers from 0 must be there once.", nameof(teacherClasses));
        (options, distillation) = (options ?? new FineTuningOptions(), distillation ?? new DistillationOptions());
        if (examples.Count == 0)
            throw new ArgumentException("There are no examples to train on.", nameof(examples));
        CheckLabels(examples, teacher.ClassCount, nameof(examples));
        CheckLabels(validation ?? [], teacher.ClassCount, nameof(validation));
        var loaded = SequenceModel.LoadNew(model, Head(teacher.ClassCount), seed, options, hub);
        try
        {
            var (training, keptOut) = validation is null ? ExampleSplit.Draw(Read(examples), options.ValidationShare, seed) : (Read(examples), Read(validation));
            var task = new SequenceTask(loaded, new DistillationObjective(loaded.Tuned, distillation), Measure);
            var settings = new DistillationTrainingOptions(options, distillation);
            var run = TunedTraining.Run(loaded.Tuned, task, training, [.. keptOut.Select(Expected)], settings, seed, cancellationToken);
            var summary = loaded.Tuned.Finish(TaskName, options, seed, run, cancellationToken);
            return new TextClassifier(loaded) { Summary = summary };
        }
        catch
        {
            loaded.Dispose();
            throw;
        }

        SequenceExample[] Read(IReadOnlyList<ClassifiedText> texts)
        {
            (string?, string?)[] rows = [.. texts.Select(text => (text.Text, text.Pair))];
            var scores = teacher._model.Score(teacher._model.Tokenize(rows), options.Threads, cancellationToken);
            var sequences = loaded.Tokenize(rows);
            var classes = teacher.ClassCount;
            return
            [
                .. texts.Select((text, i) => new SequenceExample(sequences[i])
                {
                    Class = text.Class == -1 ? CrossEntropy.Ignored : text.Class,
                    Targets = Enumerable.Range(0, classes).Select(c => scores[i * classes + (teacherClasses?[c] ?? c)]).ToArray(),
                }),
            ];
        }
    }

    /// <summary>Loads a classifier that was fine-tuned here or by another library, as a teacher or to be used as it is.</summary>
    /// <param name="model">A folder in the Hugging Face layout, or a name on the Hub, of a checkpoint with a head for the classification of sequences.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, the checkpoint has no such head, or fewer than two classes.</exception>
    public static TextClassifier Load(string model, HubOptions? hub = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        var (tuned, names) = TunedModel.LoadTuned(model, Objective.SequenceClassification, hub);
        if (names.Count >= 2)
            return new TextClassifier(SequenceModel.Create(tuned, maximumLength: null)) { ClassNames = names };
        tuned.Dispose();
        throw new InvalidDataException($"{model}: the head gives {names.Count} score; a classifier has at least two classes.");
    }

    private static void CheckLabels(IReadOnlyList<ClassifiedText> examples, int classCount, string parameter)
    {
        for (var i = 0; i < examples.Count; i++)
        {
            if (examples[i].Class != -1 && (uint)examples[i].Class >= (uint)classCount)
                throw new ArgumentException($"Example {i} has the class {examples[i].Class}; the teacher has the classes 0 to {classCount - 1}, and -1 stands for no label.", parameter);
        }
    }

    /// <summary>What a text that was kept out is to be predicted as: where it has no label, as the teacher does.</summary>
    private static SequenceExample Expected(SequenceExample example) =>
        example.Class == CrossEntropy.Ignored ? example with { Class = TensorPrimitives.IndexOfMax(example.Targets.Span) } : example;
}
