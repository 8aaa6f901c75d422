using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Transfer.LoadHost;

// Arguments: a model file and a file with a JSON array of texts. Prints a line a text: the bits of its scores in hexadecimal.
var context = new MLContext(seed: 1);
var model = context.Model.Load(args[0], out _);
var texts = JsonSerializer.Deserialize<string[]>(File.ReadAllText(args[1]))!;
var data = context.Data.LoadFromEnumerable(texts.Select(text => new Input { Text = text }));
foreach (var row in context.Data.CreateEnumerable<Output>(model.Transform(data), reuseRowObject: false))
    Console.WriteLine(string.Join(' ', row.Score.Select(score => BitConverter.SingleToUInt32Bits(score).ToString("x8", null))));
