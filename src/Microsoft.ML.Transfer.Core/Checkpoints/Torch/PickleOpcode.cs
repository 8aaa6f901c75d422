namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>
/// The instructions of the pickle format that a pickle of weights can need, and those that are known and refused.
/// The comment gives the name in the format's own description.
/// </summary>
internal enum PickleOpcode : byte
{
    Protocol = 0x80, // PROTO
    Frame = 0x95, // FRAME
    Stop = (byte)'.', // STOP

    None = (byte)'N', // NONE
    True = 0x88, // NEWTRUE
    False = 0x89, // NEWFALSE
    Int32 = (byte)'J', // BININT
    Byte = (byte)'K', // BININT1
    UInt16 = (byte)'M', // BININT2
    Integer = 0x8A, // LONG1
    Double = (byte)'G', // BINFLOAT
    ShortText = 0x8C, // SHORT_BINUNICODE
    Text = (byte)'X', // BINUNICODE
    LongText = 0x8D, // BINUNICODE8
    ShortString = (byte)'U', // SHORT_BINSTRING: text from Python 2
    String = (byte)'T', // BINSTRING: text from Python 2
    ShortBytes = (byte)'C', // SHORT_BINBYTES
    Bytes = (byte)'B', // BINBYTES

    Mark = (byte)'(', // MARK
    Pop = (byte)'0', // POP
    EmptyTuple = (byte)')', // EMPTY_TUPLE
    Tuple1 = 0x85, // TUPLE1
    Tuple2 = 0x86, // TUPLE2
    Tuple3 = 0x87, // TUPLE3
    Tuple = (byte)'t', // TUPLE
    EmptyList = (byte)']', // EMPTY_LIST
    Append = (byte)'a', // APPEND
    Appends = (byte)'e', // APPENDS
    EmptyDictionary = (byte)'}', // EMPTY_DICT
    SetItem = (byte)'s', // SETITEM
    SetItems = (byte)'u', // SETITEMS

    ShortPut = (byte)'q', // BINPUT
    Put = (byte)'r', // LONG_BINPUT
    Memoize = 0x94, // MEMOIZE
    ShortGet = (byte)'h', // BINGET
    Get = (byte)'j', // LONG_BINGET

    Global = (byte)'c', // GLOBAL
    StackGlobal = 0x93, // STACK_GLOBAL
    Reduce = (byte)'R', // REDUCE
    Build = (byte)'b', // BUILD
    PersistentId = (byte)'Q', // BINPERSID

    // Known and refused: they make objects, or stand for older protocols.
    NewInstance = (byte)'i', // INST
    NewObject = (byte)'o', // OBJ
    NewByClass = 0x81, // NEWOBJ
    NewByClassWithKeywords = 0x92, // NEWOBJ_EX
    Extension1 = 0x82, // EXT1
    Extension2 = 0x83, // EXT2
    Extension4 = 0x84, // EXT4
    PersistentIdText = (byte)'P', // PERSID
    EmptySet = 0x8F, // EMPTY_SET
    AddItems = 0x90, // ADDITEMS
    FrozenSet = 0x91, // FROZENSET
    ByteArray = 0x96, // BYTEARRAY8
    NextBuffer = 0x97, // NEXT_BUFFER
    ReadOnlyBuffer = 0x98, // READONLY_BUFFER
    LongInteger = 0x8B, // LONG4
    LongBytes = 0x8E, // BINBYTES8
    Duplicate = (byte)'2', // DUP
    PopMark = (byte)'1', // POP_MARK
    IntegerLine = (byte)'I', // INT
    LongLine = (byte)'L', // LONG
    DoubleLine = (byte)'F', // FLOAT
    StringLine = (byte)'S', // STRING
    TextLine = (byte)'V', // UNICODE
    ListFromMark = (byte)'l', // LIST
    DictionaryFromMark = (byte)'d', // DICT
    GetLine = (byte)'g', // GET
    PutLine = (byte)'p', // PUT
}
