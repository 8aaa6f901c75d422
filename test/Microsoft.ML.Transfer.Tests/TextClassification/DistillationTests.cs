using Microsoft.ML.Transfer.TestSupport;

namespace Microsoft.ML.Transfer.Tests.TextClassification;

[TestClass]
public sealed class DistillationTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void A_student_learns_from_a_fitted_teacher_and_rows_without_labels()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(60));
        var teacher = FineTuning.Fit(_context, data).LastTransformer;
        // Keys in another order than the teacher's: its classes are found by their names.
        var rows = Messages.Generate(61)[1..];
        for (var i = 3; i < rows.Count; i++)
            rows[i].Label = "";
        using var small = new TinyModel(layers: 1);
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        var student = FineTuning.Fit(_context, _context.Data.LoadFromEnumerable(rows), FineTuning.Small with { Model = small.Folder, Teacher = teacher });
        CollectionAssert.AreEqual(new[] { "good", "sat", "cat" }, student.LastTransformer.ClassNames.ToArray());
        var others = _context.Data.LoadFromEnumerable(Messages.Generate(60, seed: 2));
        Assert.IsGreaterThan(0.9, _context.MulticlassClassification.Evaluate(student.Transform(others)).MicroAccuracy);
        Assert.Contains("57 rows have no label in the column 'Label' and are learned from the teacher alone.", log);
    }

    [TestMethod]
    public void A_teacher_is_named_by_its_folder()
    {
        var data = _context.Data.LoadFromEnumerable(Messages.Generate(30));
        var teacher = FineTuning.Fit(_context, data);
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in teacher.LastTransformer.Classifier.ToArchive(teacher.LastTransformer.ClassNames))
            File.WriteAllBytes(folder.File(name), bytes.ToArray());
        var path = Path.GetDirectoryName(folder.File("x"))!;
        var options = FineTuning.Small with { Epochs = 2, Distillation = new DistillationOptions { Temperature = 3, TeacherWeight = 0.5f } };
        var byFolder = FineTuning.ScoresOf(FineTuning.Fit(_context, data, options with { TeacherModel = path }), data);
        Stage.AssertSameBits(FineTuning.ScoresOf(FineTuning.Fit(_context, data, options with { Teacher = teacher.LastTransformer }), data), byFolder);
        CollectionAssert.AreNotEqual(FineTuning.ScoresOf(FineTuning.Fit(_context, data, options), data)[0], byFolder[0]);
    }

    [TestMethod]
    public void A_teacher_of_other_classes_is_refused()
    {
        var teacher = FineTuning.Fit(_context, _context.Data.LoadFromEnumerable(Messages.Generate(9)), FineTuning.Small with { Epochs = 1 }).LastTransformer;
        var rows = Messages.Generate(9);
        foreach (var row in rows)
            row.Label = row.Good ? "yes" : "no";
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => FineTuning.Fit(_context, _context.Data.LoadFromEnumerable(rows), FineTuning.Small with { Teacher = teacher }));
        StringAssert.Contains(error.Message, "has the classes cat, good, sat; the label column 'Label' has yes, no", StringComparison.Ordinal);
    }
}
