namespace Microsoft.ML.Trainers;

/// <summary>A trainer seen without the types of its model: trains on columns of any names.</summary>
internal interface ITrainer
{
    PredictionKind PredictionKind { get; }

    TrainerInfo Info { get; }

    IPredictor Train(TrainingRows rows);
}
