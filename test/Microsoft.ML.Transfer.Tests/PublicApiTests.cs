using Microsoft.ML.Transfer.TestSupport.Api;

namespace Microsoft.ML.Transfer.Tests;

[TestClass]
public sealed class PublicApiTests
{
    [TestMethod]
    public void TheApiIsTheOneInTheBaseline() => ApiBaseline.Check(typeof(PretrainedEmbeddingsEstimator).Assembly, "Microsoft.ML.Transfer.Tests");
}
