namespace Microsoft.ML.Transfer.Evaluation;

/// <summary>A table of a model card.</summary>
internal interface IEvaluationTable
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>What it shows, in a sentence.</summary>
    string Description { get; }

    /// <summary>Measures, and writes the table in Markdown.</summary>
    void Write(EvaluationSettings settings, TextWriter output);
}
