namespace Microsoft.ML.Transfer.Evaluation.FewLabels;

/// <summary>
/// Features of texts, by their products only. Where labels are few, a classifier with a quadratic penalty on its weights needs no more of the features than their products, and the size of
/// its problem is the number of labelled texts, however many features there are.
/// </summary>
internal interface ITextKernel
{
    /// <summary>What the features are called.</summary>
    string Name { get; }

    /// <summary>The products of features, scaled so that those of a training text with itself are 1 in the mean.</summary>
    /// <param name="training">The labelled texts: anything that is learned of the features, such as a scale, is learned from these.</param>
    /// <param name="test">The texts to classify.</param>
    KernelMatrices Products(int[] training, int[] test);
}

/// <summary>Products of the features of texts.</summary>
/// <param name="Training">Those of training texts with each other. <i>Shape:</i> [training, training].</param>
/// <param name="Test">Those of test texts with training texts. <i>Shape:</i> [test, training].</param>
internal sealed record KernelMatrices(double[] Training, double[] Test)
{
    /// <summary>Divides all by the mean of the diagonal.</summary>
    public KernelMatrices Scaled(int training)
    {
        var mean = Enumerable.Range(0, training).Average(i => Training[i * training + i]);
        return mean > 0 ? new KernelMatrices(Array.ConvertAll(Training, value => value / mean), Array.ConvertAll(Test, value => value / mean)) : this;
    }
}
