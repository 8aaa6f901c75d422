namespace Microsoft.ML.Transfer.Probing;

/// <summary>
/// How many bits it takes to send the labels to someone who has the vectors, by the online code of Voita and Titov (2020): the first block by a uniform code, each later one by a probe
/// that was trained on all before it. Labels that are easy to read from the vectors take few.
/// </summary>
/// <param name="Bits">The length of the code.</param>
/// <param name="UniformBits">What a uniform code takes: rows · log₂ classes.</param>
public sealed record DescriptionLength(double Bits, double UniformBits)
{
    /// <summary>How many times shorter than the uniform code it is; above 1 where the vectors help.</summary>
    public double Compression => UniformBits / Bits;
}
