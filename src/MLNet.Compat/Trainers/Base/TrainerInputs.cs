using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Options of a trainer: its features.</summary>
public abstract class TrainerInputBase
{
    private protected TrainerInputBase()
    {
    }

    /// <summary>The column of features.</summary>
    public string FeatureColumnName = DefaultColumnNames.Features;
}

/// <summary>Options of a trainer: its features and labels.</summary>
public abstract class TrainerInputBaseWithLabel : TrainerInputBase
{
    private protected TrainerInputBaseWithLabel()
    {
    }

    /// <summary>The column of labels.</summary>
    public string LabelColumnName = DefaultColumnNames.Label;
}

/// <summary>Options of a trainer: its features, labels and weights of rows.</summary>
public abstract class TrainerInputBaseWithWeight : TrainerInputBaseWithLabel
{
    private protected TrainerInputBaseWithWeight()
    {
    }

    /// <summary>The column of weights, or null.</summary>
    public string ExampleWeightColumnName;
}
