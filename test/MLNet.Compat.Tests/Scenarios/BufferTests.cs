using System.Globalization;
using Microsoft.ML.Data;
using MLNet.Compat.Tests.Recording;

namespace MLNet.Compat.Tests.Scenarios;

/// <summary>VBuffer and its editor: dense and sparse values, copies, reuse, what is refused.</summary>
[TestClass]
public sealed class BufferTests
{
    private static readonly VBuffer<float> Dense = new(3, [1f, 0f, 3f]);
    private static readonly VBuffer<float> Sparse = new(6, 2, [7f, 8f], [1, 4]);

    private static void Describe(Scenario scenario, string name, in VBuffer<float> value)
    {
        scenario.Text(name, string.Create(CultureInfo.InvariantCulture, $"length {value.Length}, dense {value.IsDense}, values {string.Join(",", value.GetValues().ToArray())}, indices {string.Join(",", value.GetIndices().ToArray())}, text {value}"));
        scenario.Numbers($"{name} dense", value.DenseValues(), 0);
        scenario.Texts($"{name} items", value.Items().Select(item => FormattableString.Invariant($"{item.Key}:{item.Value}")));
        scenario.Texts($"{name} all items", value.Items(all: true).Select(item => FormattableString.Invariant($"{item.Key}:{item.Value}")));
    }

    [TestMethod]
    public void ValuesAreDenseOrSparse() => Scenario.Run(scenario =>
    {
        Describe(scenario, "dense", Dense);
        Describe(scenario, "sparse", Sparse);
        Describe(scenario, "default", default);
        Describe(scenario, "all missing", new VBuffer<float>(4, 0, [], []));
        Describe(scenario, "full by indices", new VBuffer<float>(2, 2, [5f, 6f], [0, 1]));
        Describe(scenario, "longer array", new VBuffer<float>(2, [5f, 6f, 7f]));
        scenario.Numbers("items by index", [Dense.GetItemOrDefault(2), Sparse.GetItemOrDefault(4), Sparse.GetItemOrDefault(5)], 0);
    });

    [TestMethod]
    public void BuffersAreCopied() => Scenario.Run(scenario =>
    {
        VBuffer<float> copy = default;
        Sparse.CopyTo(ref copy);
        Describe(scenario, "copy", copy);
        Sparse.CopyToDense(ref copy);
        Describe(scenario, "dense copy", copy);
        VBuffer<float> part = default;
        Sparse.CopyTo(ref part, 1, 4);
        Describe(scenario, "part", part);
        var array = new float[8];
        Sparse.CopyTo(array.AsSpan(), 1, -1);
        scenario.Numbers("to an array", array, 0);
        VBuffer<float> fromArray = default;
        VBuffer<float>.Copy([1, 2, 3, 4], 1, ref fromArray, 2);
        Describe(scenario, "from an array", fromArray);
    });

    [TestMethod]
    public void EditorsReuseTheirArrays() => Scenario.Run(scenario =>
    {
        VBuffer<float> buffer = default;
        var editor = VBufferEditor.Create(ref buffer, 4);
        scenario.Truth("first values are new", editor.CreatedNewValues);
        editor.Values.Fill(2);
        buffer = editor.Commit();
        Describe(scenario, "dense", buffer);
        editor = VBufferEditor.Create(ref buffer, 3);
        scenario.Truth("smaller values are new", editor.CreatedNewValues);
        buffer = editor.Commit();
        scenario.Count("smaller length", buffer.Length);
        editor = VBufferEditor.Create(ref buffer, 10, 2);
        editor.Values[0] = 1;
        editor.Values[1] = 2;
        editor.Indices[0] = 3;
        editor.Indices[1] = 9;
        buffer = editor.Commit();
        Describe(scenario, "sparse", buffer);
        editor = VBufferEditor.Create(ref buffer, 10, 2, keepOldOnResize: true);
        Describe(scenario, "truncated", editor.CommitTruncated(1));
        editor = VBufferEditor.CreateFromBuffer(ref buffer);
        scenario.Count("values of an editor", editor.Values.Length);
        scenario.Count("indices of an editor", editor.Indices.Length);
    });

    [TestMethod]
    public void WrongSizesAreErrors() => Scenario.Run(scenario =>
    {
        scenario.Throws("negative length", () => _ = new VBuffer<float>(-1, []));
        scenario.Throws("short array", () => _ = new VBuffer<float>(3, [1, 2]));
        scenario.Throws("count above length", () => _ = new VBuffer<float>(1, 2, [1, 2], [0, 1]));
        scenario.Throws("no indices", () => _ = new VBuffer<float>(3, 2, [1, 2], null!));
        scenario.Throws("item out of range", () => Sparse.GetItemOrDefault(6));
        scenario.Throws("destination too small", () => Sparse.CopyTo(new float[3].AsSpan()));
    });
}
