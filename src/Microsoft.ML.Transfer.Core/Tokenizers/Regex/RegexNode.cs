namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The syntax tree of a regular expression.</summary>
internal abstract record RegexNode
{
    /// <summary>Whether the expression can match without consuming anything.</summary>
    public abstract bool IsNullable { get; }

    internal sealed record Set(CodePointSet Members) : RegexNode
    {
        public override bool IsNullable => false;
    }

    internal sealed record Concatenation(IReadOnlyList<RegexNode> Items) : RegexNode
    {
        public override bool IsNullable => Items.All(item => item.IsNullable);
    }

    internal sealed record Alternation(IReadOnlyList<RegexNode> Choices) : RegexNode
    {
        public override bool IsNullable => Choices.Any(choice => choice.IsNullable);
    }

    /// <summary>A repetition; a maximum of -1 is without limit.</summary>
    internal sealed record Repeat(RegexNode Body, int Minimum, int Maximum, RepeatKind Kind) : RegexNode
    {
        public override bool IsNullable => Minimum == 0 || Body.IsNullable;
    }

    internal sealed record Assertion(AssertionKind Kind) : RegexNode
    {
        public override bool IsNullable => true;
    }

    internal sealed record Look(RegexNode Body, bool Behind, bool Negative) : RegexNode
    {
        public override bool IsNullable => true;
    }

    internal sealed record Atomic(RegexNode Body) : RegexNode
    {
        public override bool IsNullable => Body.IsNullable;
    }
}

internal enum RepeatKind
{
    Greedy,
    Lazy,
    Possessive,
}

internal enum AssertionKind
{
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,
    TextEndOrLastNewline,
    WordBoundary,
    NoWordBoundary,
}
