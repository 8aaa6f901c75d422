using Microsoft.ML.Transfer.TestSupport.Api;

namespace MLNet.Compat.Tests.Signatures;

/// <summary>The comparer itself: what it must refuse, and what a subset may leave out.</summary>
[TestClass]
public sealed class ApiComparerTests
{
    private static readonly string[] Facts =
    [
        "N.Base : abstract class",
        "N.Base..ctor : (no accessible constructor)",
        "N.IShape : interface",
        "N.Thing : sealed class : N.Base, IDisposable, N.IHidden [internal], N.IShape",
        "N.Thing..ctor(int size) : ctor",
        "N.Thing.Area(string name, int scale = 1) : double",
        "N.Thing.Size : property int { get; }",
        "N.Box<T> : class where T : class",
        "N.Spans<T> : struct [Obsolete]",
    ];

    /// <summary>A public type that ML.NET does not have, for the formatter.</summary>
    public sealed class MadeUp
    {
        /// <summary>A member that ML.NET does not have.</summary>
        public int Invented(string text = "x") => text.Length;
    }

    [TestMethod]
    [DataRow("N.Other : class", DisplayName = "a type that does not exist")]
    [DataRow("N.Thing.Invented() : void", DisplayName = "a member that does not exist")]
    [DataRow("N.Thing.Area(string title, int scale = 1) : double", DisplayName = "another parameter name")]
    [DataRow("N.Thing.Area(string name, int scale = 2) : double", DisplayName = "another default")]
    [DataRow("N.Thing.Area(string name, int scale) : double", DisplayName = "a default left out")]
    [DataRow("N.Thing.Area(string name, int scale = 1) : float", DisplayName = "another return type")]
    [DataRow("N.Thing.Area(string name, int scale = 1) : static double", DisplayName = "static instead of instance")]
    [DataRow("N.Thing.Size : property int { get; set; }", DisplayName = "a setter too many")]
    [DataRow("N.Thing : class : N.Base", DisplayName = "another kind")]
    [DataRow("N.Thing : sealed class", DisplayName = "no base class")]
    [DataRow("N.Thing : sealed class : N.Base, IEquatable<N.Thing>", DisplayName = "an interface too many")]
    [DataRow("N.Box<T> : class", DisplayName = "a constraint left out")]
    [DataRow("N.Thing..ctor() : ctor", DisplayName = "a constructor too many")]
    public void StrangersAreFound(string line) =>
        CollectionAssert.AreEqual(new[] { line }, new ApiComparer(Facts).Strangers([line]).ToArray());

    [TestMethod]
    [DataRow("N.Thing : sealed class : N.Base", DisplayName = "interfaces left out")]
    [DataRow("N.Thing : sealed class : N.Base, N.IOwn [internal], N.IShape", DisplayName = "other internal interfaces")]
    [DataRow("N.Thing..ctor : (no accessible constructor)", DisplayName = "a constructor kept to itself")]
    [DataRow("N.Spans<T> : struct", DisplayName = "no obsolete mark")]
    public void SubsetsAreAccepted(string line) =>
        Assert.IsEmpty(new ApiComparer(Facts).Strangers([line]));

    [TestMethod]
    public void AMadeUpTypeIsFoundThroughReflection()
    {
        var lines = PublicApi.Lines(typeof(MadeUp)).ToArray();
        CollectionAssert.Contains(lines, "MLNet.Compat.Tests.Signatures.ApiComparerTests.MadeUp.Invented(string text = \"x\") : int");
        CollectionAssert.AreEqual(lines.Order(StringComparer.Ordinal).ToArray(), SignatureTests.AllFacts().Strangers(lines).ToArray());
    }
}
