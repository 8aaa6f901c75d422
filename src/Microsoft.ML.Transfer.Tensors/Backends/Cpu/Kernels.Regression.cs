using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Regression;
using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu;

/// <content>The kernels of regressions.</content>
internal abstract partial class Kernels
{
    /// <inheritdoc cref="SoftmaxRegressionOperands.PanelColumnsFor{V}"/>
    public abstract int RegressionPanelColumns(int classes);

    /// <inheritdoc cref="SoftmaxRegression{V}"/>
    public abstract void Regress(in SoftmaxRegressionOperands operands, ForkJoin threads);
}

/// <content>The kernels of regressions.</content>
internal sealed partial class Kernels<V>
{
    public override int RegressionPanelColumns(int classes) => SoftmaxRegressionOperands.PanelColumnsFor<V>(classes);

    public override void Regress(in SoftmaxRegressionOperands operands, ForkJoin threads)
    {
        var tasks = new SoftmaxRegression<V>(operands);
        threads.Run(ref tasks);
    }
}
