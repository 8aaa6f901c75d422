using Microsoft.ML.Transfer.TestSupport.Api;

namespace Microsoft.ML.Transfer.Tensors.Tests;

[TestClass]
public sealed class PublicApiTests
{
    [TestMethod]
    public void TheApiIsTheOneInTheBaseline() => ApiBaseline.Check(typeof(Tensor).Assembly, "Microsoft.ML.Transfer.Tensors.Tests");
}
