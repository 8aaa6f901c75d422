namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A regular expression as instructions for <see cref="RegexMatcher"/>.</summary>
internal sealed class RegexProgram
{
    private const int MaximumLength = 50_000;

    private readonly List<Instruction> _instructions = [];
    private readonly string _pattern;

    private RegexProgram(string pattern) => _pattern = pattern;

    internal enum Op
    {
        /// <summary>Consumes a member of the set.</summary>
        Set,

        /// <summary>Consumes A to B members (B = -1: any number), as many as it can, giving them back one by one.</summary>
        Greedy,

        /// <summary>The same without giving back.</summary>
        Possessive,

        /// <summary>Goes on at A, or failing that at B.</summary>
        Split,

        /// <summary>Goes on at A.</summary>
        Jump,

        /// <summary>Goes on if the assertion A holds.</summary>
        Assert,

        /// <summary>Runs what follows without moving; goes on at A if it matched, or if it did not for the negative kind.</summary>
        LookAhead,

        NegativeLookAhead,

        /// <summary>The same from B code points before.</summary>
        LookBehind,

        NegativeLookBehind,

        /// <summary>Runs what follows once, then goes on at A without a way back into it.</summary>
        Atomic,

        /// <summary>Notes the position in register A.</summary>
        Mark,

        /// <summary>Goes on at B if nothing was consumed since register A was set.</summary>
        LeaveIfEmpty,

        Accept,
    }

    public Instruction[] Instructions { get; private set; } = [];

    public int Registers { get; private set; }

    /// <exception cref="FormatException">The expression is malformed or uses what is not supported.</exception>
    public static RegexProgram Compile(string pattern)
    {
        var program = new RegexProgram(pattern);
        program.Emit(RegexParser.Parse(pattern));
        program.Add(Op.Accept);
        program.Instructions = [.. program._instructions];
        return program;
    }

    private int Add(Op op, int a = 0, int b = 0, CodePointSet? set = null)
    {
        if (_instructions.Count >= MaximumLength)
            throw new FormatException($"The regular expression '{_pattern}' is too large.");
        _instructions.Add(new Instruction(op, a, b, set));
        return _instructions.Count - 1;
    }

    private int Next => _instructions.Count;

    private void Emit(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Set set:
                Add(Op.Set, set: set.Members);
                break;
            case RegexNode.Concatenation concatenation:
                foreach (var item in concatenation.Items)
                    Emit(item);
                break;
            case RegexNode.Alternation alternation:
                EmitAlternation(alternation.Choices);
                break;
            case RegexNode.Repeat repeat:
                EmitRepeat(repeat);
                break;
            case RegexNode.Assertion assertion:
                Add(Op.Assert, (int)assertion.Kind);
                break;
            case RegexNode.Atomic atomic:
                EmitSub(Op.Atomic, atomic.Body, 0);
                break;
            case RegexNode.Look { Behind: false } look:
                EmitSub(look.Negative ? Op.NegativeLookAhead : Op.LookAhead, look.Body, 0);
                break;
            case RegexNode.Look look:
                EmitLookBehind(look);
                break;
        }
    }

    private void EmitSub(Op op, RegexNode body, int width)
    {
        var at = Add(op, 0, width);
        Emit(body);
        Add(Op.Accept);
        _instructions[at] = _instructions[at] with { A = Next };
    }

    private void EmitAlternation(IReadOnlyList<RegexNode> choices)
    {
        var ends = new List<int>();
        for (var i = 0; i < choices.Count - 1; i++)
        {
            var split = Add(Op.Split, Next + 1);
            Emit(choices[i]);
            ends.Add(Add(Op.Jump));
            _instructions[split] = _instructions[split] with { B = Next };
        }
        Emit(choices[^1]);
        foreach (var end in ends)
            _instructions[end] = _instructions[end] with { A = Next };
    }

    private void EmitRepeat(RegexNode.Repeat repeat)
    {
        if (repeat.Kind == RepeatKind.Possessive && repeat.Body is not RegexNode.Set)
        {
            EmitSub(Op.Atomic, repeat with { Kind = RepeatKind.Greedy }, 0);
            return;
        }
        if (repeat.Body is RegexNode.Set set && repeat.Kind != RepeatKind.Lazy)
        {
            Add(repeat.Kind == RepeatKind.Greedy ? Op.Greedy : Op.Possessive, repeat.Minimum, repeat.Maximum, set.Members);
            return;
        }
        for (var i = 0; i < repeat.Minimum; i++)
            Emit(repeat.Body);
        var lazy = repeat.Kind == RepeatKind.Lazy;
        if (repeat.Maximum < 0)
        {
            EmitLoop(repeat.Body, lazy);
            return;
        }
        var exits = new List<int>();
        for (var i = repeat.Minimum; i < repeat.Maximum; i++)
        {
            exits.Add(Add(Op.Split));
            Emit(repeat.Body);
        }
        foreach (var exit in exits)
            SetSplit(exit, exit + 1, Next, lazy);
    }

    private void EmitLoop(RegexNode body, bool lazy)
    {
        var split = Add(Op.Split);
        var register = body.IsNullable ? Registers++ : -1;
        if (register >= 0)
            Add(Op.Mark, register);
        Emit(body);
        var check = register >= 0 ? Add(Op.LeaveIfEmpty, register) : -1;
        Add(Op.Jump, split);
        if (check >= 0)
            _instructions[check] = _instructions[check] with { B = Next };
        SetSplit(split, split + 1, Next, lazy);
    }

    private void SetSplit(int split, int body, int exit, bool lazy) =>
        _instructions[split] = _instructions[split] with { A = lazy ? exit : body, B = lazy ? body : exit };

    private void EmitLookBehind(RegexNode.Look look)
    {
        // Each alternative has a width of its own.
        var choices = look.Body is RegexNode.Alternation alternation ? alternation.Choices : [look.Body];
        if (!look.Negative && choices.Count > 1)
        {
            EmitAlternation([.. choices.Select(choice => look with { Body = choice })]);
            return;
        }
        foreach (var choice in choices)
            EmitSub(look.Negative ? Op.NegativeLookBehind : Op.LookBehind, choice, Width(choice));
    }

    private int Width(RegexNode node) => node switch
    {
        RegexNode.Set => 1,
        RegexNode.Concatenation concatenation => concatenation.Items.Sum(Width),
        RegexNode.Assertion or RegexNode.Look => 0,
        RegexNode.Atomic atomic => Width(atomic.Body),
        RegexNode.Repeat repeat when repeat.Minimum == repeat.Maximum => repeat.Minimum * Width(repeat.Body),
        RegexNode.Alternation alternation when alternation.Choices.Select(Width).Distinct().Count() == 1 => Width(alternation.Choices[0]),
        _ => throw new FormatException($"The regular expression '{_pattern}' looks behind over a length that is not fixed, which is not supported."),
    };

    internal readonly record struct Instruction(Op Op, int A, int B, CodePointSet? Set);
}
