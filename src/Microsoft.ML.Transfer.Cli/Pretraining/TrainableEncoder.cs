using Microsoft.ML.Transfer.Pretraining;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Cli.Pretraining;

/// <summary>An encoder that predicts masked tokens: a BERT that starts from what can be counted in the corpora, or a model that is there.</summary>
internal sealed class TrainableEncoder : ITrainableModel
{
    private readonly MaskedLanguageModelTraining _training;

    private TrainableEncoder(MaskedLanguageModelTraining training) => _training = training;

    /// <inheritdoc/>
    public int MaximumPositions => _training.Model.Encoder.Config.MaximumPositions;

    /// <summary>The model to begin with.</summary>
    public static TrainableEncoder Start(PretrainRequest request, TextWriter log, CancellationToken cancellation) => new(MaskedLanguageModelTraining.Load(request.Model
        ?? StartFolder.Require(request, request.Shape.ToString(), log, folder =>
        {
            using var made = MaskedLanguageModelTraining.Create(
                request.Corpora, request.Shape, new VocabularyTrainingOptions { VocabularySize = request.Vocabulary }, request.Options.Seed, request.WorkFolder, cancellation);
            made.Save(folder);
        })));

    /// <inheritdoc/>
    public PretrainingSummary Train(PretrainRequest request, PretrainingOptions options, CancellationToken cancellation) =>
        _training.Train(request.Corpora, request.Held, options, request.WorkFolder, cancellation);

    /// <inheritdoc/>
    public void Save(string folder, bool halfPrecision) => _training.Save(folder, halfPrecision);

    /// <inheritdoc/>
    public void Dispose() => _training.Dispose();
}
