using Microsoft.ML.Transfer.Heads;

namespace Microsoft.ML.Transfer.Cli.Forwarding;

/// <summary>Names the scores of a head, and its loss where it is known what it should have predicted.</summary>
internal static class HeadResults
{
    public static void Add(BatchResults results, PaddedBatch batch, PretrainedModel model, TaskHead head, int length, float[] scores)
    {
        // Those that were pre-trained together go by that name; the others by "head", and language models by their own name too.
        var isPretraining = model.Heads.Any(other => other.Objective is Objective.NextSentence or Objective.SentenceOrder);
        switch (head.Objective)
        {
            case Objective.MaskedLanguageModel when isPretraining:
                results.AddStates("pretraining.prediction_logits", length, scores);
                break;
            case Objective.NextSentence:
                results.AddVectors("pretraining.seq_relationship_logits", scores);
                break;
            case Objective.SentenceOrder:
                results.AddVectors("pretraining.sop_logits", scores);
                break;
            case Objective.QuestionAnswering:
                results.Add("head.start_logits", [batch.SequenceCount, length], Every(scores, 2, 0));
                results.Add("head.end_logits", [batch.SequenceCount, length], Every(scores, 2, 1));
                AddLoss(results, "head", HeadLoss.OfAnswers(Every(scores, 2, 0), Every(scores, 2, 1), length, batch.Labels));
                break;
            case Objective.ReplacedTokenDetection:
                results.Add("head.logits", [batch.SequenceCount, length], scores);
                break;
            case Objective.MultipleChoice:
                results.Add("head.logits", [batch.SequenceCount / (batch.Choices ?? 1), batch.Choices ?? 1], scores);
                break;
            case Objective.SequenceClassification:
                results.AddVectors("head.logits", scores);
                AddLoss(results, "head", HeadLoss.OfSequences(scores, head.ScoreCount, batch.Labels));
                break;
            case Objective.TokenClassification:
                results.AddStates("head.logits", length, scores);
                AddLoss(results, "head", HeadLoss.OfTokens(scores, head.ScoreCount, batch.Labels));
                break;
            case Objective.MaskedLanguageModel:
                results.AddStates("head.logits", length, scores);
                results.AddStates("mlm.logits", length, scores);
                AddLoss(results, "head", HeadLoss.OfTokens(scores, head.ScoreCount, batch.Labels));
                break;
            case Objective.CausalLanguageModel:
                results.AddStates("head.logits", length, scores);
                results.AddStates("lm.logits", length, scores);
                // Without labels of its own a language model is asked for the tokens that it reads, each from those before it.
                if (model.Decoder is null)
                    AddLoss(results, "lm", HeadLoss.OfNextTokens(scores, head.ScoreCount, batch));
                break;
            default:
                throw new InvalidOperationException($"No name is known for the scores of {head.Objective}.");
        }
    }

    private static void AddLoss(BatchResults results, string name, double? loss)
    {
        if (loss is not null)
            results.Add($"{name}.loss", [], [(float)loss.Value]);
    }

    private static float[] Every(float[] values, int step, int from) => [.. values.Where((_, i) => i % step == from)];
}
