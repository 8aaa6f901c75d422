using System.Globalization;
using Microsoft.ML.Transfer.Tensors;

namespace Microsoft.ML.Transfer.Cli.Inspection;

/// <summary>Measures what a format of the weights does to a model's vectors, and prints it as a section of its model card.</summary>
internal static class WeightFormatReport
{
    private static readonly string[] Sentences =
    [
        "The train to the coast leaves at half past nine.",
        "She had never seen so many books in one room.",
        "Prices rose by two percent in March, more than expected.",
        "Can you send me the report before the meeting?",
        "The river was high after three days of rain.",
        "This phone is slow, and the battery does not last a day.",
        "He closed the door quietly and went down the stairs.",
        "Water boils at a lower temperature in the mountains.",
        "I would not recommend the restaurant to anyone.",
        "The committee will vote on the proposal next week.",
        "A small dog ran across the street.",
        "What is the capital of Australia?",
        "The new version fixes the crash at start-up.",
        "They won the match in the last minute.",
        "Doctors advise against taking both medicines together.",
        "Thank you for your quick and friendly help!",
    ];

    public static void Print(string model, WeightFormat format, FileInfo? file, CliConsole console)
    {
        var texts = file is null ? Sentences : [.. File.ReadLines(file.FullName).Where(line => line.Length > 0)];
        if (texts.Length == 0)
            throw new BadInputException($"{file!.FullName}: expected texts, one a line; the file has none.");
        var loss = WeightFormatLoss.Measure(model, new EmbeddingOptions { WeightFormat = format }, texts);
        console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""

            ## Weights as {format}
            Vectors (mean of the last layer) of {loss.Texts} {(file is null ? "English sentences" : $"texts of {file.Name}")} against those of the same model in single precision:
            - mean cosine {loss.MeanCosine:F5}
            - lowest cosine {loss.LowestCosine:F5}
            """));
    }
}
