using Microsoft.ML.Transfer.TestSupport.Api;

namespace MLNet.Compat.Tests.Signatures;

/// <summary>The public API of the ML.NET in use against the signatures of ML.NET 5.0.0.</summary>
[TestClass]
public sealed class SignatureTests
{
    private static readonly string[] Assemblies =
    [
        "Microsoft.ML.Core", "Microsoft.ML.Data", "Microsoft.ML.DataView", "Microsoft.ML.PCA", "Microsoft.ML.StandardTrainers", "Microsoft.ML.Tokenizers",
        "Microsoft.ML.Transforms",
    ];

    private static HashSet<string> Facts(string assembly) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Signatures", assembly + ".txt")).Where(line => line.Length > 0).ToHashSet(StringComparer.Ordinal);

    internal static ApiComparer AllFacts() => new(Assemblies.SelectMany(Facts));

#if MLNET_COMPAT
    [TestMethod]
    public void EveryPublicMemberIsMLNets()
    {
        var lines = PublicApi.Lines(typeof(Microsoft.ML.MLContext).Assembly).ToArray();
        Assert.IsGreaterThan(100, lines.Length, "The formatter must see the whole API.");
        var strangers = AllFacts().Strangers(lines).ToArray();
        Assert.IsEmpty(strangers, $"{strangers.Length} members are not ML.NET 5.0.0's:\n" + string.Join('\n', strangers));
    }

    /// <summary>Even an internal type brings its namespace into the scope of code that stands in Microsoft.ML, where its name hides others.</summary>
    [TestMethod]
    public void EveryNamespaceIsMLNets()
    {
        string[] known =
        [
            "Microsoft.ML", "Microsoft.ML.Calibrators", "Microsoft.ML.Data", "Microsoft.ML.Numeric", "Microsoft.ML.Runtime", "Microsoft.ML.Tokenizers",
            "Microsoft.ML.Trainers", "Microsoft.ML.Transforms", "Microsoft.ML.Transforms.Text",
        ];
        var found = typeof(Microsoft.ML.MLContext).Assembly.GetTypes().Select(type => type.Namespace).OfType<string>()
            .Where(name => name.StartsWith("Microsoft.ML", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);
        Assert.IsEmpty(found.Except(known, StringComparer.Ordinal));
    }
#else
    [TestMethod]
    [DataRow("Microsoft.ML.Core")]
    [DataRow("Microsoft.ML.Data")]
    [DataRow("Microsoft.ML.DataView")]
    [DataRow("Microsoft.ML.PCA")]
    [DataRow("Microsoft.ML.StandardTrainers")]
    [DataRow("Microsoft.ML.Tokenizers")]
    [DataRow("Microsoft.ML.Transforms")]
    public void TheFormatterWritesTheSignatureFiles(string assembly)
    {
        var facts = Facts(assembly);
        var lines = PublicApi.Lines(System.Reflection.Assembly.Load(assembly)).ToHashSet(StringComparer.Ordinal);
        var missing = facts.Except(lines, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var surplus = lines.Except(facts, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        Assert.IsTrue(missing.Length == 0 && surplus.Length == 0,
            $"{missing.Length} lines of the file are not written:\n{string.Join('\n', missing)}\n{surplus.Length} lines are not in the file:\n{string.Join('\n', surplus)}");
    }

    [TestMethod]
    public void TheComparerAcceptsMLNetItself() =>
        Assert.IsEmpty(AllFacts().Strangers(Assemblies.SelectMany(assembly => PublicApi.Lines(System.Reflection.Assembly.Load(assembly)))));
#endif
}
