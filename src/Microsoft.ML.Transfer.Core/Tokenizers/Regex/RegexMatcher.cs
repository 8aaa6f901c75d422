using System.Runtime.InteropServices;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Runs a <see cref="RegexProgram"/> by backtracking on a stack of its own. One for each thread; holds no state between matches.</summary>
internal sealed class RegexMatcher
{
    // Published patterns need a handful of steps a character; a pattern that explodes must not hang the caller.
    private const long StepsAtLeast = 1_000_000;
    private const long StepsACharacter = 2_000;

    private Choice[] _choices = new Choice[64];
    private int[] _registers = [];
    private int _count;
    private long _steps;

    [ThreadStatic]
    private static RegexMatcher? _current;

    public static RegexMatcher Current => _current ??= new RegexMatcher();

    /// <summary>The end of the match that starts at a position, or -1.</summary>
    /// <exception cref="InvalidDataException">The expression takes too many steps on this text.</exception>
    public int Match(RegexProgram program, ReadOnlySpan<char> text, int start)
    {
        if (_registers.Length < program.Registers)
            _registers = new int[program.Registers];
        _count = 0;
        _steps = StepsAtLeast + StepsACharacter * (text.Length - start);
        return Run(program.Instructions, text, 0, start);
    }

    private int Run(RegexProgram.Instruction[] program, ReadOnlySpan<char> text, int pc, int position)
    {
        var floor = _count;
        while (true)
        {
            ref readonly var instruction = ref program[pc];
            bool matched;
            switch (instruction.Op)
            {
                case RegexProgram.Op.Set:
                    matched = position < text.Length && Consume(instruction.Set!, text, ref position);
                    pc++;
                    break;
                case RegexProgram.Op.Greedy or RegexProgram.Op.Possessive:
                    matched = Loop(instruction, text, pc + 1, ref position);
                    pc++;
                    break;
                case RegexProgram.Op.Split:
                    Push(new Choice(instruction.B, position, position));
                    pc = instruction.A;
                    matched = true;
                    break;
                case RegexProgram.Op.Jump:
                    pc = instruction.A;
                    matched = true;
                    break;
                case RegexProgram.Op.Assert:
                    matched = Holds((AssertionKind)instruction.A, text, position);
                    pc++;
                    break;
                case RegexProgram.Op.Mark:
                    Push(new Choice(-1 - instruction.A, _registers[instruction.A], 0));
                    _registers[instruction.A] = position;
                    pc++;
                    matched = true;
                    break;
                case RegexProgram.Op.LeaveIfEmpty:
                    pc = _registers[instruction.A] == position ? instruction.B : pc + 1;
                    matched = true;
                    break;
                case RegexProgram.Op.Atomic:
                    var end = Run(program, text, pc + 1, position);
                    matched = end >= 0;
                    if (matched)
                        position = end;
                    pc = instruction.A;
                    break;
                case RegexProgram.Op.LookAhead or RegexProgram.Op.NegativeLookAhead:
                    matched = Run(program, text, pc + 1, position) >= 0 == (instruction.Op == RegexProgram.Op.LookAhead);
                    pc = instruction.A;
                    break;
                case RegexProgram.Op.LookBehind or RegexProgram.Op.NegativeLookBehind:
                    var from = StepBack(text, position, instruction.B);
                    matched = from >= 0 && Run(program, text, pc + 1, from) >= 0 == (instruction.Op == RegexProgram.Op.LookBehind);
                    if (from < 0)
                        matched = instruction.Op == RegexProgram.Op.NegativeLookBehind;
                    pc = instruction.A;
                    break;
                default:
                    _count = floor;
                    return position;
            }
            if (matched)
                continue;
            if (!Backtrack(text, floor, ref pc, ref position))
                return -1;
        }
    }

    private static bool Consume(CodePointSet set, ReadOnlySpan<char> text, ref int position)
    {
        var codePoint = CharacterClasses.CodePointAt(text, position, out var units);
        if (!set.Contains(codePoint))
            return false;
        position += units;
        return true;
    }

    private bool Loop(RegexProgram.Instruction instruction, ReadOnlySpan<char> text, int next, ref int position)
    {
        var count = 0;
        var least = position;
        while (count != instruction.B && position < text.Length && Consume(instruction.Set!, text, ref position))
        {
            if (++count == instruction.A)
                least = position;
        }
        if (count < instruction.A)
            return false;
        if (instruction.Op == RegexProgram.Op.Greedy && position > least)
            Push(new Choice(next, position, least));
        return true;
    }

    private bool Backtrack(ReadOnlySpan<char> text, int floor, ref int pc, ref int position)
    {
        while (_count > floor)
        {
            if (--_steps < 0)
                throw new InvalidDataException("A regular expression of the tokenizer takes too many steps on this text.");
            var choice = _choices[--_count];
            if (choice.Next < 0)
            {
                _registers[-1 - choice.Next] = choice.Position;
                continue;
            }
            (pc, position) = (choice.Next, choice.Position);
            if (choice.Position > choice.Least)
            {
                position = StepBack(text, position, 1);
                if (position > choice.Least)
                    Push(choice with { Position = position });
            }
            return true;
        }
        return false;
    }

    private static int StepBack(ReadOnlySpan<char> text, int position, int codePoints)
    {
        for (; codePoints > 0 && position >= 0; codePoints--)
            position -= position > 1 && char.IsLowSurrogate(text[position - 1]) ? 2 : 1;
        return position;
    }

    private static bool Holds(AssertionKind kind, ReadOnlySpan<char> text, int position) => kind switch
    {
        AssertionKind.TextStart => position == 0,
        AssertionKind.TextEnd => position == text.Length,
        AssertionKind.TextEndOrLastNewline => position == text.Length || (position == text.Length - 1 && text[position] == '\n'),
        AssertionKind.LineStart => position == 0 || (text[position - 1] == '\n' && position < text.Length),
        AssertionKind.LineEnd => position == text.Length || text[position] == '\n',
        _ => IsWordBefore(text, position) != IsWordAfter(text, position) == (kind == AssertionKind.WordBoundary),
    };

    private static bool IsWordBefore(ReadOnlySpan<char> text, int position) =>
        position > 0 && CodePointSet.Word.Contains(CharacterClasses.CodePointAt(text, StepBack(text, position, 1), out _));

    private static bool IsWordAfter(ReadOnlySpan<char> text, int position) =>
        position < text.Length && CodePointSet.Word.Contains(CharacterClasses.CodePointAt(text, position, out _));

    private void Push(Choice choice)
    {
        if (_count == _choices.Length)
            Array.Resize(ref _choices, 2 * _count);
        _choices[_count++] = choice;
    }

    /// <summary>Where to go on after a failure: at Next, from Position or any position before it down to Least; a negative Next restores a register.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Choice(int Next, int Position, int Least);
}
