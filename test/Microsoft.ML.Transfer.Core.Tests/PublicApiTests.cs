using Microsoft.ML.Transfer.TestSupport.Api;

namespace Microsoft.ML.Transfer.Core.Tests;

[TestClass]
public sealed class PublicApiTests
{
    [TestMethod]
    public void TheApiIsTheOneInTheBaseline() => ApiBaseline.Check(typeof(TextEmbedder).Assembly, "Microsoft.ML.Transfer.Core.Tests");
}
