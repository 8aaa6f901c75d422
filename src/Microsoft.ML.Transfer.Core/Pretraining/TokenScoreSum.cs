using System.Numerics.Tensors;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>Adds up over batches how well scores predict tokens.</summary>
internal sealed class TokenScoreSum
{
    private float[] _scores = [];
    private double _loss;
    private long _right;
    private long _count;

    /// <summary>Adds a batch.</summary>
    /// <param name="logits">The scores. <i>Shape:</i> [rows, vocabulary].</param>
    /// <param name="targets">The token of each row.</param>
    public void Add(Tensors.Tensor logits, ReadOnlySpan<int> targets)
    {
        if (_scores.Length < logits.Shape.Count)
            _scores = new float[logits.Shape.Count];
        logits.CopyTo(_scores);
        for (var row = 0; row < targets.Length; row++)
            Add(_scores.AsSpan(row * logits.Shape.Columns, logits.Shape.Columns), targets[row]);
    }

    /// <summary>The means over all tokens; 0 where there was none.</summary>
    public LanguageModelScore ToScore() => _count == 0 ? new LanguageModelScore(0, 0, 0) : new LanguageModelScore(_loss / _count, (double)_right / _count, _count);

    private void Add(ReadOnlySpan<float> scores, int target)
    {
        var best = TensorPrimitives.IndexOfMax(scores);
        var sum = 0.0;
        foreach (var score in scores)
            sum += Math.Exp((double)score - scores[best]);
        _loss += Math.Log(sum) + scores[best] - scores[target];
        _right += best == target ? 1 : 0;
        _count++;
    }
}
