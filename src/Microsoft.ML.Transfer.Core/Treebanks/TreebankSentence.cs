namespace Microsoft.ML.Transfer.Treebanks;

/// <summary>A sentence of a treebank.</summary>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
/// <param name="Text">The text, from the comment <c># text =</c> or, without one, put together from the words.</param>
/// <param name="Words">Its words, those of the syntax: a contraction such as <c>vámonos</c> is not one, but the words that it stands for are.</param>
public sealed record TreebankSentence(int Line, string Text, IReadOnlyList<TreebankWord> Words);
