using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.LoadHost;

// Arguments: a model file and a file with a JSON array of texts. Prints a line a text: the bits of its scores in hexadecimal.
var context = new MLContext(seed: 1);
var model = context.Model.Load(args[0], out _);
var texts = JsonSerializer.Deserialize<string[]>(File.ReadAllText(args[1]))!;
var data = context.Data.LoadFromEnumerable(texts.Select(text => new Input { Text = text }));
var scored = model.Transform(data);
var scores = scored.Schema["Score"].Type is VectorDataViewType ? scored.GetColumn<float[]>("Score") : scored.GetColumn<float>("Score").Select(score => new[] { score });
foreach (var row in scores)
    Console.WriteLine(string.Join(' ', row.Select(score => BitConverter.SingleToUInt32Bits(score).ToString("x8", null))));
