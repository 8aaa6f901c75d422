using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The signature of what loads a saved component.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Where a component is loaded from: the reading side of <see cref="ModelSaveContext"/>.</summary>
internal sealed partial class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    public readonly RepositoryReader Repository;
    public readonly string Directory;
    public readonly BinaryReader Reader;
    public readonly string[] Strings;
    public readonly string LoaderAssemblyName;
    public readonly long FpMin;

    internal ModelHeader Header;

    private readonly IExceptionContext _ectx;

    internal ModelLoadContext(RepositoryReader rep, Repository.Entry ent, string dir)
    {
        Contracts.CheckValue(rep, nameof(rep));
        Repository = rep;
        _ectx = rep.ExceptionContext;
        _ectx.CheckValue(ent, nameof(ent));
        Directory = dir;
        Reader = new BinaryReader(ent.Stream, Encoding.UTF8, leaveOpen: true);
        Header = ModelHeader.BeginRead(Reader, out FpMin, out Strings, out LoaderAssemblyName);
    }

    internal ModelLoadContext(BinaryReader reader, IExceptionContext ectx = null)
    {
        _ectx = ectx;
        _ectx.CheckValue(reader, nameof(reader));
        Reader = reader;
        Header = ModelHeader.BeginRead(Reader, out FpMin, out Strings, out LoaderAssemblyName);
    }

    public bool InRepository => Repository != null;

    public void CheckAtModel() => _ectx.Check(Reader.BaseStream.Position == FpMin + Header.FpModel);

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        Header.CheckVersionInfo(ver);
    }

    public void CheckVersionInfo(VersionInfo ver) => Header.CheckVersionInfo(ver);

    public string LoadStringOrNull()
    {
        int id = Reader.ReadInt32();
        _ectx.CheckDecode(id >= -1 && id < (Strings?.Length ?? 0));
        return id < 0 ? null : Strings[id];
    }

    public string LoadString()
    {
        string text = LoadStringOrNull();
        _ectx.CheckDecode(text != null);
        return text;
    }

    public string LoadNonEmptyString()
    {
        string text = LoadString();
        _ectx.CheckDecode(text.Length > 0);
        return text;
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        using var entry = OpenStream(name, action);
        if (entry == null)
            return false;
        using var reader = new BinaryReader(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(reader);
        return true;
    }

    public bool TryLoadTextStream(string name, Action<TextReader> action)
    {
        using var entry = OpenStream(name, action);
        if (entry == null)
            return false;
        using var reader = new StreamReader(entry.Stream, leaveOpen: true);
        action(reader);
        return true;
    }

    public bool TryProcessSubModel(string dir, Action<ModelLoadContext> action)
    {
        _ectx.Check(InRepository, "Can't Load a sub-model when reading from a single stream");
        _ectx.CheckNonEmpty(dir, nameof(dir));
        _ectx.CheckValue(action, nameof(action));
        string path = Combine(Directory, dir);
        using var entry = Repository.OpenEntryOrNull(path, ModelStreamName);
        if (entry == null)
            return false;
        using var ctx = new ModelLoadContext(Repository, entry, path);
        action(ctx);
        return true;
    }

    public bool ContainsModel(string name)
    {
        if (!InRepository || string.IsNullOrEmpty(name))
            return false;
        using var entry = Repository.OpenEntryOrNull(Combine(Directory, name), ModelStreamName);
        return entry != null;
    }

    public void Done()
    {
        Header.EndRead(FpMin, Reader);
        Dispose();
    }

    public void Dispose()
    {
        if (InRepository)
            Reader.Dispose();
    }

    internal static string Combine(string dir, string name) => string.IsNullOrEmpty(dir) ? name : dir + "/" + name;

    private Repository.Entry OpenStream(string name, object action)
    {
        _ectx.Check(InRepository, "Can't Load a sub-model when reading from a single stream");
        _ectx.CheckNonEmpty(name, nameof(name));
        _ectx.CheckValue(action, nameof(action));
        return Repository.OpenEntryOrNull(Directory, name);
    }
}
