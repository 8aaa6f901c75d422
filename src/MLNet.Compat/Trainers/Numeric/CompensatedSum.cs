namespace Microsoft.ML.Numeric;

/// <summary>Kahan's compensated summation: losses over many rows keep their last digits.</summary>
internal struct CompensatedSum
{
    private double _error;

    public double Sum { get; private set; }

    public void Add(double value)
    {
        double compensated = value - _error;
        double sum = Sum + compensated;
        _error = double.IsFinite(sum) ? (sum - Sum) - compensated : 0;
        Sum = sum;
    }
}
