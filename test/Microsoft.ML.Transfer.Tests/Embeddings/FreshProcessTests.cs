using Microsoft.ML.Data;
using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class FreshProcessTests
{
    [TestMethod]
    [Timeout(120_000)]
    public async Task A_process_that_never_touched_the_library_loads_a_model_and_gives_the_same_scores()
    {
        var context = new MLContext(seed: 1);
        var messages = Messages.Generate(120);
        var data = context.Data.LoadFromEnumerable(messages);
        var encoder = new TinyModel();
        var model = context.Transforms.Conversion.MapValueToKey("Label").Append(Stage.Estimator(context, Stage.Small with { Model = encoder.Folder }))
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data);
        string[] texts = [.. messages.Select(m => m.Text!), "", "a text not seen before", "naïve café 東京 😀"];
        var expected = model.Transform(context.Data.LoadFromEnumerable(texts.Select(t => new Message { Text = t }))).GetColumn<float[]>("Score").ToArray();

        // The model file is all that is left of the encoder.
        encoder.Dispose();
        using var folder = new TemporaryFolder();
        context.Model.Save(model, data.Schema, folder.File("model.zip"));
        CollectionAssert.AreEqual(LoadHost.Print(expected), await LoadHost.RunAsync(folder.File("model.zip"), texts));
    }

    [TestMethod]
    public void The_application_names_nothing_of_the_library()
    {
        // Otherwise the test above would show less than it says.
        var host = System.Reflection.Assembly.LoadFile(LoadHost.ProgramPath);
        CollectionAssert.DoesNotContain(host.GetReferencedAssemblies().Select(a => a.Name).ToArray(), "Microsoft.ML.Transfer");
    }
}
