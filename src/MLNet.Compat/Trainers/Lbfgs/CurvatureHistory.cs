namespace Microsoft.ML.Numeric;

/// <summary>The last steps and the changes of the gradient over them, from which the inverse Hessian is estimated.</summary>
internal sealed class CurvatureHistory(int capacity)
{
    private readonly List<(float[] Step, float[] Change, float Product)> _pairs = new(Math.Min(capacity, 32));

    public void Clear() => _pairs.Clear();

    public void Add(float[] newPoint, float[] point, float[] newGradient, float[] gradient)
    {
        bool full = _pairs.Count == capacity;
        float[] step = full ? _pairs[0].Step : new float[point.Length];
        float[] change = full ? _pairs[0].Change : new float[point.Length];
        if (full)
            _pairs.RemoveAt(0);

        DenseVector.AddScaledInto(newPoint, -1, point, step);
        DenseVector.AddScaledInto(newGradient, -1, gradient, change);
        float product = DenseVector.Dot(step, change);
        if (product == 0)
            throw new PrematureConvergenceException("ro equals zero. Is your function linear?");
        _pairs.Add((step, change, product));
    }

    /// <summary>The two-loop recursion; pairs without positive curvature are passed over.</summary>
    public void ApplyInverseHessian(float[] direction)
    {
        Span<float> alphas = _pairs.Count <= 256 ? stackalloc float[_pairs.Count] : new float[_pairs.Count];
        int last = -1;
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            var (step, change, product) = _pairs[i];
            if (!(product > 0))
                continue;
            alphas[i] = -DenseVector.Dot(step, direction) / product;
            DenseVector.AddScaled(change, alphas[i], direction);
            if (last == -1)
                last = i;
        }
        if (last == -1)
            return;

        float curvature = DenseVector.Dot(_pairs[last].Change, _pairs[last].Change);
        DenseVector.Scale(direction, _pairs[last].Product / curvature);
        for (int i = 0; i <= last; i++)
        {
            var (step, change, product) = _pairs[i];
            if (!(product > 0))
                continue;
            float beta = DenseVector.Dot(change, direction) / product;
            DenseVector.AddScaled(step, -alphas[i] - beta, direction);
        }
    }
}
