using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer;

/// <summary>The head that a task puts on an encoder.</summary>
/// <param name="Objective">What it predicts.</param>
/// <param name="ScoreCount">How many scores it gives, at least 1; without meaning where it scores the vocabulary.</param>
/// <param name="ProblemType">What <c>problem_type</c> in the configuration says of it; null where that has no meaning.</param>
/// <param name="Name">What tells it from other heads of the same objective on one encoder; null where there are none.</param>
internal sealed record TunedHead(Objective Objective, int ScoreCount, string? ProblemType = null, string? Name = null);
