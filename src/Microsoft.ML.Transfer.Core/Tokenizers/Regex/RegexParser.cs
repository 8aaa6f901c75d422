using System.Globalization;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>
/// Parses regular expressions as Oniguruma does in its Ruby syntax, over code points: the dialect of tokenizer files. Back references,
/// conditionals and recursion are refused.
/// </summary>
internal sealed class RegexParser
{
    private const int MaximumDepth = 100;

    private readonly string _pattern;
    private int _at;
    private int _depth;
    private bool _ignoreCase;
    private bool _dotAll;
    private bool _extended;

    private RegexParser(string pattern) => _pattern = pattern;

    private bool AtEnd => _at >= _pattern.Length;

    /// <exception cref="FormatException">The expression is malformed or uses what is not supported.</exception>
    public static RegexNode Parse(string pattern)
    {
        var parser = new RegexParser(pattern);
        var node = parser.Alternation();
        return parser.AtEnd ? node : throw parser.Error("has a ')' without its '('");
    }

    private FormatException Error(string problem) => new(FormattableString.Invariant($"The regular expression '{_pattern}' {problem} at character {_at}."));

    private RegexNode Alternation()
    {
        if (++_depth > MaximumDepth)
            throw Error("is nested too deeply");
        var choices = new List<RegexNode> { Concatenation() };
        while (TryTake('|'))
            choices.Add(Concatenation());
        _depth--;
        return choices.Count == 1 ? choices[0] : new RegexNode.Alternation(choices);
    }

    private RegexNode Concatenation()
    {
        var items = new List<RegexNode>();
        while (!AtEnd && _pattern[_at] is not ('|' or ')'))
        {
            if (_extended && SkipsBlank())
                continue;
            if (Atom(items) is { } atom)
                items.Add(Quantified(atom));
        }
        return items.Count == 1 ? items[0] : new RegexNode.Concatenation(items);
    }

    private bool SkipsBlank()
    {
        if (char.IsWhiteSpace(_pattern[_at]))
        {
            _at++;
            return true;
        }
        if (_pattern[_at] != '#')
            return false;
        while (!AtEnd && _pattern[_at] != '\n')
            _at++;
        return true;
    }

    private RegexNode? Atom(List<RegexNode> before)
    {
        switch (_pattern[_at])
        {
            case '(':
                _at++;
                return Group(before);
            case '[':
                _at++;
                return new RegexNode.Set(Cased(RegexClassParser.Parse(_pattern, ref _at)));
            case '.':
                _at++;
                return new RegexNode.Set(_dotAll ? CodePointSet.Any : CodePointSet.AnyButNewline);
            case '^':
                _at++;
                return new RegexNode.Assertion(AssertionKind.LineStart);
            case '$':
                _at++;
                return new RegexNode.Assertion(AssertionKind.LineEnd);
            case '*' or '+' or '?':
                throw Error("repeats nothing");
            case '\\':
                return Escape();
            default:
                var codePoint = CharacterClasses.CodePointAt(_pattern, _at, out var units);
                _at += units;
                return new RegexNode.Set(Cased(CodePointSet.Of(codePoint)));
        }
    }

    private CodePointSet Cased(CodePointSet set) => _ignoreCase ? set.IgnoreCase() : set;

    private RegexNode Escape()
    {
        if (_at + 1 >= _pattern.Length)
            throw Error("ends with a backslash");
        AssertionKind? assertion = _pattern[_at + 1] switch
        {
            'A' => AssertionKind.TextStart,
            'z' => AssertionKind.TextEnd,
            'Z' => AssertionKind.TextEndOrLastNewline,
            'b' => AssertionKind.WordBoundary,
            'B' => AssertionKind.NoWordBoundary,
            _ => null,
        };
        if (assertion is { } kind)
        {
            _at += 2;
            return new RegexNode.Assertion(kind);
        }
        if (_pattern[_at + 1] == 'R')
        {
            _at += 2;
            return new RegexNode.Atomic(new RegexNode.Alternation(
            [
                new RegexNode.Concatenation([new RegexNode.Set(CodePointSet.Of('\r')), new RegexNode.Set(CodePointSet.Of('\n'))]),
                new RegexNode.Set(CodePointSet.Range('\n', '\r').Union(CodePointSet.Of(0x85)).Union(CodePointSet.Range(0x2028, 0x2029))),
            ]));
        }
        _at++;
        return new RegexNode.Set(Cased(RegexEscapes.Parse(_pattern, ref _at)));
    }

    private RegexNode? Group(List<RegexNode> before)
    {
        if (!TryTake('?'))
            return Closed(Alternation());
        if (AtEnd)
            throw Error("has an unfinished group");
        switch (_pattern[_at++])
        {
            case ':':
                return Closed(Alternation());
            case '=':
                return new RegexNode.Look(Closed(Alternation()), Behind: false, Negative: false);
            case '!':
                return new RegexNode.Look(Closed(Alternation()), Behind: false, Negative: true);
            case '>':
                return new RegexNode.Atomic(Closed(Alternation()));
            case '#':
                while (!AtEnd && _pattern[_at] != ')')
                    _at++;
                Expect(')');
                return null;
            case '<' when TryTake('='):
                return new RegexNode.Look(Closed(Alternation()), Behind: true, Negative: false);
            case '<' when TryTake('!'):
                return new RegexNode.Look(Closed(Alternation()), Behind: true, Negative: true);
            case '<' or '\'':
                while (!AtEnd && _pattern[_at] is not ('>' or '\''))
                    _at++;
                _at++;
                return Closed(Alternation());
            default:
                _at--;
                return WithOptions(before);
        }
    }

    /// <summary>(?i:...) sets options within the group; (?i) sets them for the rest of the enclosing group.</summary>
    private RegexNode? WithOptions(List<RegexNode> before)
    {
        var saved = (_ignoreCase, _dotAll, _extended);
        for (var on = true; !AtEnd && _pattern[_at] is not (')' or ':'); _at++)
        {
            switch (_pattern[_at])
            {
                case '-':
                    on = false;
                    break;
                case 'i':
                    _ignoreCase = on;
                    break;
                case 'm' or 's':
                    _dotAll = on;
                    break;
                case 'x':
                    _extended = on;
                    break;
                default:
                    throw Error($"has a group option '{_pattern[_at]}', which is not supported");
            }
        }
        if (TryTake(':'))
        {
            var node = Closed(Alternation());
            (_ignoreCase, _dotAll, _extended) = saved;
            return node;
        }
        Expect(')');
        // The rest of the group, alternatives included, is an alternation of its own under the new options.
        before.Add(Alternation());
        (_ignoreCase, _dotAll, _extended) = saved;
        return null;
    }

    private RegexNode Closed(RegexNode node)
    {
        Expect(')');
        return node;
    }

    private RegexNode Quantified(RegexNode atom)
    {
        while (!AtEnd)
        {
            int minimum, maximum;
            var braces = false;
            if (TryTake('*'))
                (minimum, maximum) = (0, -1);
            else if (TryTake('+'))
                (minimum, maximum) = (1, -1);
            else if (TryTake('?'))
                (minimum, maximum) = (0, 1);
            else if (_pattern[_at] == '{' && TryBraces(out minimum, out maximum))
                braces = true;
            else
                break;
            var kind = TryTake('?') ? RepeatKind.Lazy
                // In this dialect {n,m}+ is a repetition of a repetition, not a possessive one.
                : !braces && TryTake('+') ? RepeatKind.Possessive
                : RepeatKind.Greedy;
            atom = new RegexNode.Repeat(atom, minimum, maximum, kind);
        }
        return atom;
    }

    private bool TryBraces(out int minimum, out int maximum)
    {
        (minimum, maximum) = (0, -1);
        var close = _pattern.IndexOf('}', _at);
        if (close < 0)
            return false;
        var parts = _pattern[(_at + 1)..close].Split(',');
        var hasMinimum = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out minimum);
        if (parts.Length == 1)
            maximum = minimum;
        else if (parts.Length > 2 || (parts[1].Length > 0 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out maximum)))
            return false;
        if (!hasMinimum && (parts.Length == 1 || parts[0].Length > 0 || parts[1].Length == 0))
            return false;
        if (maximum >= 0 && maximum < minimum)
            throw Error("has a repetition whose limits are in the wrong order");
        _at = close + 1;
        return true;
    }

    private bool TryTake(char c)
    {
        if (AtEnd || _pattern[_at] != c)
            return false;
        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!TryTake(c))
            throw Error($"lacks a '{c}'");
    }
}
