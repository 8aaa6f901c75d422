using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.Heads;
using Microsoft.ML.Transfer.Hub;
using Microsoft.ML.Transfer.Models;
using Microsoft.ML.Transfer.SentenceTransformers;

namespace Microsoft.ML.Transfer;

/// <summary>Language models of either kind.</summary>
public static class LanguageModel
{
    /// <summary>Loads what <c>architectures</c> in the configuration says: a <see cref="MaskedLanguageModel"/> or a <see cref="CausalLanguageModel"/>.</summary>
    /// <param name="model">A folder in the Hugging Face layout, a name on the Hub (<c>organization/name</c>), or the id of a shipped model.</param>
    /// <param name="hub">How models are fetched from the Hub; by the environment variables of its tools when null.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="InvalidDataException">A file of the model is malformed, or it has no head that predicts tokens.</exception>
    public static ILanguageModel Load(string model, HubOptions? hub = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        if (ShippedModels.Contains(model))
            return MaskedLanguageModel.Load(model, hub);
        var checkpoint = CheckpointFolder.Open(SentenceModel.Find(model, hub).EncoderFolder);
        var source = Path.Combine(checkpoint.Path, CheckpointFolder.ConfigFileName);
        var json = new ConfigReader(checkpoint.Config, source);
        var architectures = json.Texts("architectures");
        var heads = ModelFamilies.Of(checkpoint.Config, source).Heads(json).Where(head => head.Architectures.Intersect(architectures, StringComparer.Ordinal).Any());
        foreach (var head in heads)
        {
            if (head.Objective == Objective.MaskedLanguageModel)
                return MaskedLanguageModel.Load(model, hub);
            if (head.Objective == Objective.CausalLanguageModel)
                return CausalLanguageModel.Load(model, hub);
        }
        throw new InvalidDataException($"{source}: 'architectures' names {(architectures.Count == 0 ? "nothing" : string.Join(", ", architectures))}; a language model is needed, such as BertForMaskedLM or GPT2LMHeadModel.");
    }
}
