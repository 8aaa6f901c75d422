using System.Numerics;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>
/// Reads a pickle of protocol 2 to 5 into plain data. The instructions of the format that build numbers, texts, tuples, lists and dictionaries are
/// carried out; those that name classes or call them go through a whitelist; all others are refused by name. No code in the file ever runs.
/// </summary>
/// <remarks>The format: https://github.com/python/cpython/blob/main/Lib/pickletools.py.</remarks>
internal sealed class PickleMachine
{
    /// <summary>The most instructions carried out: each can make an object of some 50 bytes. A tensor takes about 30.</summary>
    private const int MaximumInstructions = 4_000_000;

    private const int HighestProtocol = 5;
    private const int LongestInteger = 64;

    private static readonly object Mark = new();

    private readonly PickleInput _input;
    private readonly string _file;
    private readonly IPickleWhitelist _whitelist;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];

    private PickleMachine(PickleInput input, string file, IPickleWhitelist whitelist)
    {
        _input = input;
        _file = file;
        _whitelist = whitelist;
    }

    /// <summary>Reads one pickle; the input then stands behind it.</summary>
    /// <exception cref="InvalidDataException">The pickle is malformed, too large, or names something that is not on the whitelist.</exception>
    public static object? Read(PickleInput input, string file, IPickleWhitelist whitelist)
    {
        var machine = new PickleMachine(input, file, whitelist);
        for (var instructions = 0; instructions < MaximumInstructions; instructions++)
        {
            var opcode = input.ReadByte();
            if (instructions == 0 && opcode != (byte)PickleOpcode.Protocol)
                throw input.Malformed($"it begins with byte 0x{opcode:X2}; a pickle of protocol 2 or later begins with 0x80");
            if (opcode == (byte)PickleOpcode.Stop)
                return machine.Result();
            machine.Execute((PickleOpcode)opcode);
        }
        throw input.Malformed($"more than {MaximumInstructions} instructions; this is not the pickle of a model's weights");
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Protocol:
                if (_input.ReadByte() is var protocol and (< 2 or > HighestProtocol))
                    throw _input.Malformed($"protocol {protocol}; 2 to {HighestProtocol} are read");
                break;
            case PickleOpcode.Frame:
                _ = _input.ReadUInt64();
                break;

            case PickleOpcode.None:
                _stack.Add(null);
                break;
            case PickleOpcode.True:
                _stack.Add(true);
                break;
            case PickleOpcode.False:
                _stack.Add(false);
                break;
            case PickleOpcode.Int32:
                _stack.Add((long)_input.ReadInt32());
                break;
            case PickleOpcode.Byte:
                _stack.Add((long)_input.ReadByte());
                break;
            case PickleOpcode.UInt16:
                _stack.Add((long)_input.ReadUInt16());
                break;
            case PickleOpcode.Integer:
                _stack.Add(ReadInteger());
                break;
            case PickleOpcode.Double:
                _stack.Add(_input.ReadDouble());
                break;
            case PickleOpcode.ShortText or PickleOpcode.ShortString:
                _stack.Add(_input.ReadText(_input.ReadByte()));
                break;
            case PickleOpcode.Text or PickleOpcode.String:
                _stack.Add(_input.ReadText((uint)_input.ReadInt32()));
                break;
            case PickleOpcode.LongText:
                _stack.Add(_input.ReadText(_input.ReadUInt64()));
                break;
            case PickleOpcode.ShortBytes:
                _stack.Add(_input.ReadBytes(_input.ReadByte()));
                break;
            case PickleOpcode.Bytes:
                _stack.Add(_input.ReadBytes((uint)_input.ReadInt32()));
                break;

            case PickleOpcode.Mark:
                _stack.Add(Mark);
                break;
            case PickleOpcode.Pop:
                _ = Pop();
                break;
            case PickleOpcode.EmptyTuple:
                _stack.Add(new PickleTuple([]));
                break;
            case PickleOpcode.Tuple1:
                _stack.Add(new PickleTuple(Pop(1)));
                break;
            case PickleOpcode.Tuple2:
                _stack.Add(new PickleTuple(Pop(2)));
                break;
            case PickleOpcode.Tuple3:
                _stack.Add(new PickleTuple(Pop(3)));
                break;
            case PickleOpcode.Tuple:
                _stack.Add(new PickleTuple(PopToMark()));
                break;
            case PickleOpcode.EmptyList:
                _stack.Add(new PickleList());
                break;
            case PickleOpcode.Append:
                var item = Pop();
                Top<PickleList>("list").Items.Add(item);
                break;
            case PickleOpcode.Appends:
                var items = PopToMark();
                Top<PickleList>("list").Items.AddRange(items);
                break;
            case PickleOpcode.EmptyDictionary:
                _stack.Add(new PickleDictionary());
                break;
            case PickleOpcode.SetItem:
                AddPairs(Pop(2));
                break;
            case PickleOpcode.SetItems:
                AddPairs(PopToMark());
                break;

            case PickleOpcode.ShortPut:
                _memo[_input.ReadByte()] = Peek();
                break;
            case PickleOpcode.Put:
                _memo[(uint)_input.ReadInt32()] = Peek();
                break;
            case PickleOpcode.Memoize:
                _memo[(uint)_memo.Count] = Peek();
                break;
            case PickleOpcode.ShortGet:
                _stack.Add(Recall(_input.ReadByte()));
                break;
            case PickleOpcode.Get:
                _stack.Add(Recall((uint)_input.ReadInt32()));
                break;

            case PickleOpcode.Global:
                _stack.Add(Find(_input.ReadLine(), _input.ReadLine()));
                break;
            case PickleOpcode.StackGlobal:
                var names = Pop(2);
                if (names is not [string module, string name])
                    throw _input.Malformed($"a class whose name is not text");
                _stack.Add(Find(module, name));
                break;
            case PickleOpcode.Reduce:
                Reduce();
                break;
            case PickleOpcode.Build:
                // The attributes of an object. An ordered dictionary of weights has some (versions of its modules); they are not needed.
                _ = Pop();
                _ = Top<PickleDictionary>("dictionary");
                break;
            case PickleOpcode.PersistentId:
                _stack.Add(Checked(() => _whitelist.Resolve(Pop())));
                break;

            default:
                throw Refused(opcode);
        }
    }

    private object? Result()
    {
        if (_stack.Count != 1 || ReferenceEquals(_stack[0], Mark))
            throw _input.Malformed($"it ends with {_stack.Count} values; it must end with one");
        return _stack[0];
    }

    private PickleGlobal Find(string module, string name) =>
        _whitelist.Find(module, name)
        ?? throw new InvalidDataException(
            $"{_file}: the pickle names {UntrustedText.Quote($"{module}.{name}")}, which loading it in Python would run or construct; it is refused and was not run. "
            + $"Only weights are read: {_whitelist.Allowed}. Save the model's state_dict, best as safetensors.");

    private InvalidDataException Refused(PickleOpcode opcode) =>
        Enum.IsDefined(opcode)
            ? _input.Malformed($"the instruction {opcode} is not needed for weights and is refused; save the model's state_dict, best as safetensors")
            : _input.Malformed($"unknown instruction 0x{(byte)opcode:X2}");

    private void Reduce()
    {
        var operands = Pop(2);
        if (operands[0] is not PickleGlobal callee)
            throw _input.Malformed($"a call of something that is not a function");
        if (operands[1] is not PickleTuple arguments)
            throw _input.Malformed($"a call of {callee} without a tuple of arguments");
        _stack.Add(Checked(() => _whitelist.Call(callee, arguments.Items)));
    }

    private T Checked<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (FormatException exception)
        {
            throw _input.Malformed($"{exception.Message}");
        }
    }

    private object ReadInteger()
    {
        var length = _input.ReadByte();
        if (length > LongestInteger)
            throw _input.Malformed($"an integer of {length} bytes; at most {LongestInteger} are read");
        var number = new BigInteger(_input.ReadBytes(length));
        // The cast keeps the branches apart: without it both become BigInteger.
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    private void AddPairs(IReadOnlyList<object?> pairs)
    {
        if (pairs.Count % 2 != 0)
            throw _input.Malformed($"a key without a value");
        var dictionary = Top<PickleDictionary>("dictionary");
        for (var i = 0; i < pairs.Count; i += 2)
            dictionary.Items.Add(new(pairs[i], pairs[i + 1]));
    }

    private object? Recall(uint index) =>
        _memo.TryGetValue(index, out var value) ? value : throw _input.Malformed($"it refers to value {index}, which was not kept");

    private object? Peek()
    {
        if (_stack.Count == 0 || ReferenceEquals(_stack[^1], Mark))
            throw _input.Malformed($"a value is needed where there is none");
        return _stack[^1];
    }

    private T Top<T>(string kind)
        where T : class =>
        Peek() as T ?? throw _input.Malformed($"a {kind} is needed where there is another value");

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] Pop(int count)
    {
        var values = new object?[count];
        while (count-- > 0)
            values[count] = Pop();
        return values;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.FindLastIndex(value => ReferenceEquals(value, Mark));
        if (mark < 0)
            throw _input.Malformed($"the begin of a sequence is missing");
        var values = _stack[(mark + 1)..].ToArray();
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }
}
