using System.Globalization;

namespace Microsoft.ML.Numeric;

/// <summary>When a descent has improved so little that it may stop.</summary>
internal abstract class TerminationCriterion
{
    public abstract string Name { get; }

    /// <param name="lastValue">Objective at the previous point.</param>
    /// <param name="value">Objective at the new point.</param>
    /// <param name="iteration">Number of the step just taken, from 1.</param>
    public abstract bool ShouldStop(float lastValue, float value, int iteration);
}

/// <summary>Stops when a geometrically weighted mean of the improvements falls below the tolerance.</summary>
internal sealed class MeanImprovementCriterion(float tolerance, float decay, int maximumIterations) : TerminationCriterion
{
    private float _weightedImprovement;

    public override string Name => "Mean Improvement";

    public override bool ShouldStop(float lastValue, float value, int iteration)
    {
        _weightedImprovement = (lastValue - value) + decay * _weightedImprovement;
        float mean = _weightedImprovement * (1 - decay) / (1 - (float)Math.Pow(decay, iteration));
        return mean < tolerance || iteration >= maximumIterations;
    }
}

/// <summary>Stops when the mean improvement over the last <paramref name="span"/> steps, relative to the value, falls below the tolerance.</summary>
internal sealed class MeanRelativeImprovementCriterion(float tolerance, int span, int maximumIterations) : TerminationCriterion
{
    private readonly Queue<float> _past = new(span);

    public override string Name => string.Format(CultureInfo.InvariantCulture, "Mean rel impr over {0} iter'ns < tol: {1,0:0.000e0}", span, tolerance);

    public override bool ShouldStop(float lastValue, float value, int iteration)
    {
        if (_past.Count < span)
        {
            _past.Enqueue(value);
            return false;
        }

        float mean = (_past.Dequeue() - value) / span;
        _past.Enqueue(value);
        return mean / Math.Abs(value) < tolerance || iteration >= maximumIterations;
    }
}
