using System.Runtime.InteropServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// The first 256 bytes of a model stream. After it come the model block, a table of strings, the name of the loader's assembly and
/// an end mark; every position is relative to the start of the header.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct ModelHeader
{
    public const int Size = 0x100;

    private const ulong SignatureValue = 0x4C45444F4D004C4DUL;
    private const ulong TailSignatureValue = 0x4D4C004D4F44454CUL;
    private const uint VerWrittenCur = 0x00010002;
    private const uint VerWeCanReadBack = 0x00010001;
    private const uint VerAssemblyName = 0x00010002;

    public ulong Signature;
    public uint VerWritten;
    public uint VerReadable;
    public long FpModel;
    public long CbModel;
    public long FpStringTable;
    public long CbStringTable;
    public long FpStringChars;
    public long CbStringChars;
    public ulong ModelSignature;
    public uint ModelVerWritten;
    public uint ModelVerReadable;
    public LoaderName Loader;
    public LoaderName LoaderAlt;
    public long FpTail;
    public long FpLim;
    public long FpAssemblyName;
    public uint CbAssemblyName;

    public static void BeginWrite(BinaryWriter writer, out long fpMin, out ModelHeader header)
    {
        fpMin = writer.BaseStream.Position;
        header = new ModelHeader
        {
            Signature = SignatureValue,
            VerWritten = VerWrittenCur,
            VerReadable = VerWrittenCur,
            FpModel = Size,
        };
        writer.Write(new byte[Size]);
    }

    public void SetVersionInfo(VersionInfo ver)
    {
        ModelSignature = ver.ModelSignature;
        ModelVerWritten = ver.VerWrittenCur;
        ModelVerReadable = ver.VerReadableCur;
        Loader = new LoaderName(ver.LoaderSignature);
        LoaderAlt = new LoaderName(ver.LoaderSignatureAlt);
    }

    public void EndWrite(BinaryWriter writer, long fpMin, IReadOnlyList<string> strings, string loaderAssemblyName)
    {
        writer.Flush();
        CbModel = writer.BaseStream.Position - fpMin - FpModel;
        long position = FpModel + CbModel;
        if (strings.Count > 0)
        {
            FpStringTable = position;
            CbStringTable = strings.Count * sizeof(long);
            long end = 0;
            foreach (string text in strings)
                writer.Write(end += text.Length * sizeof(char));
            FpStringChars = FpStringTable + CbStringTable;
            CbStringChars = end;
            foreach (string text in strings)
                writer.Write(MemoryMarshal.AsBytes(text.AsSpan()));
            position = FpStringChars + CbStringChars;
        }

        if (!string.IsNullOrEmpty(loaderAssemblyName))
        {
            FpAssemblyName = position;
            CbAssemblyName = (uint)loaderAssemblyName.Length * sizeof(char);
            writer.Write(MemoryMarshal.AsBytes(loaderAssemblyName.AsSpan()));
            position += CbAssemblyName;
        }

        FpTail = position;
        FpLim = position + sizeof(ulong);
        writer.Write(TailSignatureValue);

        var bytes = new byte[Size];
        MemoryMarshal.Write(bytes, in this);
        writer.Flush();
        writer.BaseStream.Position = fpMin;
        writer.Write(bytes);
        writer.Flush();
        writer.BaseStream.Position = fpMin + FpLim;
    }

    public static ModelHeader BeginRead(BinaryReader reader, out long fpMin, out string[] strings, out string loaderAssemblyName)
    {
        fpMin = reader.BaseStream.Position;
        byte[] bytes = reader.ReadBytes(Size);
        Contracts.CheckDecode(bytes.Length == Size);
        var header = MemoryMarshal.Read<ModelHeader>(bytes);
        header.Validate(reader.BaseStream.Length - fpMin);
        strings = header.ReadStrings(reader, fpMin);
        loaderAssemblyName = null;
        if (header.VerWritten >= VerAssemblyName && header.FpAssemblyName != 0)
        {
            reader.BaseStream.Position = fpMin + header.FpAssemblyName;
            loaderAssemblyName = ReadChars(reader, header.CbAssemblyName);
        }

        reader.BaseStream.Position = fpMin + header.FpTail;
        Contracts.CheckDecode(reader.ReadUInt64() == TailSignatureValue, "Corrupt model file tail");
        reader.BaseStream.Position = fpMin + header.FpModel;
        return header;
    }

    public readonly void EndRead(long fpMin, BinaryReader reader)
    {
        Contracts.CheckDecode(FpModel + CbModel == reader.BaseStream.Position - fpMin);
        reader.BaseStream.Position = fpMin + FpLim;
    }

    public readonly void CheckVersionInfo(VersionInfo ver)
    {
        Contracts.CheckDecode(ModelSignature == ver.ModelSignature, "Unknown file type");
        Contracts.CheckDecode(ModelVerReadable <= ModelVerWritten, "Corrupt file header");
        if (ModelVerReadable > ver.VerWrittenCur)
        {
            throw Contracts.ExceptDecode(
                "Cause: ML.NET {0} cannont read component '{1}' of the model, because the model is too new.\n"
                + "Suggestion: Make sure the model is trained with ML.NET {0} or older.\n"
                + "Debug details: Maximum expected version {2}, got {3}.",
                typeof(VersionInfo).Assembly.GetName().Version, ver.LoaderSignature, ModelVerReadable, ver.VerWrittenCur);
        }

        if (ModelVerWritten < ver.VerWeCanReadBack)
        {
            throw Contracts.ExceptDecode(
                "Cause: ML.NET {0} cannot read component '{1}' of the model, because the model is too old.\n"
                + "Suggestion: Make sure the model is trained with ML.NET {0}.\n"
                + "Debug details: Minimum expected version {2}, got {3}.",
                typeof(VersionInfo).Assembly.GetName().Version, ver.LoaderSignature, ModelVerReadable, ver.VerWrittenCur);
        }
    }

    // Every extent is checked against the stream before anything is allocated from it.
    private readonly void Validate(long size)
    {
        Contracts.CheckDecode(Signature == SignatureValue, "Wrong file type");
        Contracts.CheckDecode(VerReadable <= VerWritten, "Corrupt file header");
        Contracts.CheckDecode(VerReadable <= VerWrittenCur, "File is too new");
        Contracts.CheckDecode(VerWritten >= VerWeCanReadBack, "File is too old");
        Contracts.CheckDecode(FpModel == Size);
        Contracts.CheckDecode(CbModel >= 0 && CbModel <= size);
        long position = FpModel + CbModel;
        if (FpStringTable == 0)
        {
            Contracts.CheckDecode(CbStringTable == 0 && FpStringChars == 0 && CbStringChars == 0);
        }
        else
        {
            Contracts.CheckDecode(FpStringTable == position);
            Contracts.CheckDecode(CbStringTable > 0 && CbStringTable <= size && CbStringTable % sizeof(long) == 0);
            Contracts.CheckDecode(FpStringChars == FpStringTable + CbStringTable);
            Contracts.CheckDecode(CbStringChars >= 0 && CbStringChars <= size && CbStringChars % sizeof(char) == 0);
            position = FpStringChars + CbStringChars;
        }

        if (VerWritten >= VerAssemblyName && FpAssemblyName != 0)
        {
            Contracts.CheckDecode(FpAssemblyName == position);
            position += CbAssemblyName;
        }

        Contracts.CheckDecode(FpTail == position);
        Contracts.CheckDecode(FpLim == FpTail + sizeof(ulong));
        Contracts.CheckDecode(FpLim <= size);
    }

    private readonly string[] ReadStrings(BinaryReader reader, long fpMin)
    {
        if (FpStringTable == 0)
            return null;
        reader.BaseStream.Position = fpMin + FpStringTable;
        var ends = new long[CbStringTable / sizeof(long)];
        for (int i = 0; i < ends.Length; i++)
            ends[i] = reader.ReadInt64();

        Contracts.CheckDecode(ends[^1] == CbStringChars);
        var strings = new string[ends.Length];
        long start = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            Contracts.CheckDecode(start <= ends[i] && ends[i] <= CbStringChars && ends[i] % sizeof(char) == 0);
            strings[i] = ReadChars(reader, ends[i] - start);
            start = ends[i];
        }

        return strings;
    }

    private static string ReadChars(BinaryReader reader, long byteCount)
    {
        byte[] bytes = reader.ReadBytes(checked((int)byteCount));
        Contracts.CheckDecode(bytes.Length == byteCount);
        return new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    /// <summary>Up to 24 Latin-1 characters, padded with zeros.</summary>
    public readonly struct LoaderName
    {
        private readonly Parts _parts;

        public LoaderName(string name)
        {
            Span<byte> bytes = stackalloc byte[24];
            bytes.Clear();
            Contracts.Check((name?.Length ?? 0) <= bytes.Length);
            for (int i = 0; i < (name?.Length ?? 0); i++)
            {
                Contracts.Check(name[i] <= 0xFF);
                bytes[i] = (byte)name[i];
            }

            _parts = MemoryMarshal.Read<Parts>(bytes);
        }

        public override string ToString()
        {
            Span<char> chars = stackalloc char[24];
            for (int i = 0; i < chars.Length; i++)
                chars[i] = (char)((_parts[i / 8] >> (i % 8 * 8)) & 0xFF);
            return chars.TrimEnd('\0').ToString();
        }

        [System.Runtime.CompilerServices.InlineArray(3)]
        private struct Parts
        {
            private ulong _first;
        }
    }
}
