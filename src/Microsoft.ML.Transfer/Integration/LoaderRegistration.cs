extern alias mlinternal;

using Microsoft.ML.Transfer;
using LoadableClass = mlinternal::Microsoft.ML.LoadableClassAttribute;
using SignatureLoadModel = mlinternal::Microsoft.ML.SignatureLoadModel;

// Each stage that can be loaded from a model file: what its loader gives, where the loader is, and the name it answers to.
[assembly: LoadableClass(
    typeof(PretrainedEmbeddingsTransformer), typeof(PretrainedEmbeddingsArchive), null, typeof(SignatureLoadModel),
    "Pretrained embeddings", PretrainedEmbeddingsArchive.LoaderSignature)]
[assembly: LoadableClass(
    typeof(WordEmbeddingsTransformer), typeof(WordEmbeddingsArchive), null, typeof(SignatureLoadModel),
    "Word embeddings", WordEmbeddingsArchive.LoaderSignature)]
[assembly: LoadableClass(
    typeof(FineTunedTextClassificationTransformer), typeof(FineTunedTextClassificationArchive), null, typeof(SignatureLoadModel),
    "Fine-tuned text classification", FineTunedTextClassificationArchive.LoaderSignature)]
[assembly: LoadableClass(
    typeof(FineTunedTextRegressionTransformer), typeof(FineTunedTextRegressionArchive), null, typeof(SignatureLoadModel),
    "Fine-tuned text regression", FineTunedTextRegressionArchive.LoaderSignature)]
[assembly: LoadableClass(
    typeof(FineTunedMultiLabelClassificationTransformer), typeof(FineTunedMultiLabelClassificationArchive), null, typeof(SignatureLoadModel),
    "Fine-tuned multi-label classification", FineTunedMultiLabelClassificationArchive.LoaderSignature)]
[assembly: LoadableClass(
    typeof(FineTunedQuestionAnsweringTransformer), typeof(FineTunedQuestionAnsweringArchive), null, typeof(SignatureLoadModel),
    "Fine-tuned question answering", FineTunedQuestionAnsweringArchive.LoaderSignature)]
[assembly: LoadableClass(
    typeof(FineTunedTokenClassificationTransformer), typeof(FineTunedTokenClassificationArchive), null, typeof(SignatureLoadModel),
    "Fine-tuned token classification", FineTunedTokenClassificationArchive.LoaderSignature)]
[assembly: LoadableClass(
    typeof(FillMaskTransformer), typeof(FillMaskArchive), null, typeof(SignatureLoadModel),
    "Fill mask", FillMaskArchive.LoaderSignature)]
[assembly: LoadableClass(
    typeof(LayerProbeTransformer), typeof(LayerProbeArchive), null, typeof(SignatureLoadModel),
    "Layer probe", LayerProbeArchive.LoaderSignature)]
[assembly: LoadableClass(
    typeof(FineTunedMultiTaskTransformer), typeof(FineTunedMultiTaskArchive), null, typeof(SignatureLoadModel),
    "Fine-tuned multi-task", FineTunedMultiTaskArchive.LoaderSignature)]
