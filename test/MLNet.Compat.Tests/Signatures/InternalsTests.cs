using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Compat.Tests.Signatures;

/// <summary>
/// The internal members through which an outside stage saves and loads itself: the same names and parameters in ML.NET and in the subset.
/// </summary>
[TestClass]
public sealed class InternalsTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static Assembly Core => typeof(ModelSaveContext).Assembly;

    private static Type VersionInfo => Core.GetType("Microsoft.ML.VersionInfo", throwOnError: true)!;

    private static Type LoadContext => Core.GetType("Microsoft.ML.ModelLoadContext", throwOnError: true)!;

    [TestMethod]
    public void VersionsAreAStruct()
    {
        Assert.IsTrue(VersionInfo.IsValueType);
        var constructor = VersionInfo.GetConstructor([typeof(string), typeof(uint), typeof(uint), typeof(uint), typeof(string), typeof(string), typeof(string)]);
        Assert.IsNotNull(constructor);
        CollectionAssert.AreEqual(
            new[] { "modelSignature", "verWrittenCur", "verReadableCur", "verWeCanReadBack", "loaderAssemblyName", "loaderSignature", "loaderSignatureAlt" },
            constructor.GetParameters().Select(parameter => parameter.Name).ToArray());
    }

    [TestMethod]
    public void SaveContextsWriteVersionsStreamsAndModels()
    {
        var context = typeof(ModelSaveContext);
        Assert.IsNotNull(context.GetMethod("SetVersionInfo", Any, [VersionInfo]));
        Assert.AreEqual(typeof(BinaryWriter), context.GetField("Writer", Any)?.FieldType);
        Assert.IsNotNull(context.GetMethod("SaveBinaryStream", Any, [typeof(string), typeof(Action<BinaryWriter>)]));
        var save = context.GetMember("SaveModel", Any).OfType<MethodInfo>().Where(method => method.GetParameters().Length == 2).ToArray();
        Assert.HasCount(1, save);
        Assert.HasCount(1, save[0].GetGenericArguments());
        Assert.AreEqual(typeof(string), save[0].GetParameters()[1].ParameterType);
    }

    [TestMethod]
    public void LoadContextsReadVersionsStreamsAndModels()
    {
        Assert.IsNotNull(LoadContext.GetMethod("CheckAtModel", Any, [VersionInfo]));
        Assert.AreEqual(typeof(BinaryReader), LoadContext.GetField("Reader", Any)?.FieldType);
        Assert.AreEqual(typeof(bool), LoadContext.GetMethod("TryLoadBinaryStream", Any, [typeof(string), typeof(Action<BinaryReader>)])?.ReturnType);
        var load = LoadContext.GetMember("LoadModel", Any).OfType<MethodInfo>().Where(method =>
            method.GetGenericArguments().Length == 2 && method.GetParameters() is [var environment, var result, var name, var extra]
            && environment.ParameterType == typeof(IHostEnvironment) && result.IsOut && name.ParameterType == typeof(string) && extra.ParameterType == typeof(object[])).ToArray();
        Assert.HasCount(1, load);
    }

    [TestMethod]
    public void LoadersAreNamedByAnAssemblyAttribute()
    {
        var attribute = Core.GetType("Microsoft.ML.LoadableClassAttribute", throwOnError: true)!;
        Assert.IsNotNull(attribute.GetConstructor([typeof(Type), typeof(Type), typeof(Type), typeof(Type), typeof(string), typeof(string[])]));
        var usage = attribute.GetCustomAttribute<AttributeUsageAttribute>();
        Assert.AreEqual(AttributeTargets.Assembly, usage?.ValidOn);
        Assert.IsTrue(usage?.AllowMultiple);
        Assert.IsTrue(typeof(Delegate).IsAssignableFrom(Core.GetType("Microsoft.ML.SignatureLoadModel", throwOnError: true)));
    }

    [TestMethod]
    public void CatalogsKnowTheirEnvironment()
    {
        var ml = new MLContext(seed: 1);
        var catalog = typeof(TransformsCatalog).Assembly.GetType("Microsoft.ML.Data.IInternalCatalog", throwOnError: true)!;
        var environment = catalog.GetProperty("Environment", Any);
        Assert.IsNotNull(environment);
        Assert.IsInstanceOfType<IHostEnvironment>(environment.GetValue(ml.Transforms));
        Assert.IsInstanceOfType<IHostEnvironment>(environment.GetValue(ml.MulticlassClassification.Trainers));
        Assert.IsInstanceOfType<IHostEnvironment>(environment.GetValue(ml.Data));
    }
}
