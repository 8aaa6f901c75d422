using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>
/// Everything of ML.NET that is internal and needed all the same: the environment behind a catalog, and the contexts that save and load
/// a model. It is the only file that reaches there. All members are resolved together at the first use, so that an ML.NET that lacks
/// one fails at once, by name, and not in the middle of a save.
/// </summary>
internal sealed class MLNetInternals
{
    private static MLNetInternals? _current;

    private readonly PropertyInfo _environment;
    private readonly ConstructorInfo _newVersion;
    private readonly MethodInfo _setVersion;
    private readonly FieldInfo _writer;
    private readonly MethodInfo _saveStream;
    private readonly Type _loadContext;
    private readonly MethodInfo _checkVersion;
    private readonly FieldInfo _reader;
    private readonly MethodInfo _loadStream;
    private readonly FieldInfo? _repository;
    private readonly FieldInfo? _directory;
    private readonly FieldInfo? _archive;

    private MLNetInternals()
    {
        var core = typeof(ModelSaveContext).Assembly;
        var version = Require(core, "Microsoft.ML.VersionInfo");
        _loadContext = Require(core, "Microsoft.ML.ModelLoadContext");
        _environment = Require(Require(typeof(TransformsCatalog).Assembly, "Microsoft.ML.Data.IInternalCatalog"), "Environment", (t, n) => t.GetProperty(n));
        _newVersion = Require(version, ".ctor", (t, _) => t.GetConstructor(
            [typeof(string), typeof(uint), typeof(uint), typeof(uint), typeof(string), typeof(string), typeof(string)]));
        _setVersion = Method(typeof(ModelSaveContext), "SetVersionInfo", version);
        _writer = Field(typeof(ModelSaveContext), "Writer", typeof(BinaryWriter));
        _saveStream = Method(typeof(ModelSaveContext), "SaveBinaryStream", typeof(string), typeof(Action<BinaryWriter>));
        _checkVersion = Method(_loadContext, "CheckAtModel", version);
        _reader = Field(_loadContext, "Reader", typeof(BinaryReader));
        _loadStream = Method(_loadContext, "TryLoadBinaryStream", typeof(string), typeof(Action<BinaryReader>));

        // The three below only let the size of an entry be seen before it is unpacked; without them it is seen right after.
        _repository = _loadContext.GetField("Repository", Members);
        _directory = _loadContext.GetField("Directory", Members);
        _archive = _repository?.FieldType.GetField("_archive", Members);
    }

    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The resolved members.</summary>
    /// <exception cref="PlatformNotSupportedException">This ML.NET lacks one of them.</exception>
    public static MLNetInternals Current => _current ??= new MLNetInternals();

    /// <summary>The environment that a catalog hands to the components it makes.</summary>
    public IHostEnvironment EnvironmentOf(TransformsCatalog catalog) => (IHostEnvironment)_environment.GetValue(catalog)!;

    /// <summary>The environment that a catalog of trainers hands to the components it makes.</summary>
    public IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase catalog) => (IHostEnvironment)_environment.GetValue(catalog)!;

    /// <summary>Writes the header of a saved component and gives the writer of its main stream.</summary>
    public BinaryWriter BeginSave(ModelSaveContext context, ComponentVersion version)
    {
        Invoke(_setVersion, context, NewVersion(version));
        return (BinaryWriter)_writer.GetValue(context)!;
    }

    /// <summary>Saves a named entry beside the main stream.</summary>
    public void SaveStream(ModelSaveContext context, string name, Action<BinaryWriter> write) => Invoke(_saveStream, context, name, write);

    /// <summary>Checks the header of a saved component and gives the reader of its main stream.</summary>
    public BinaryReader BeginLoad(object context, ComponentVersion version)
    {
        if (!_loadContext.IsInstanceOfType(context))
            throw new ArgumentException($"Expected a {_loadContext.FullName}, got {context.GetType().FullName}.", nameof(context));
        Invoke(_checkVersion, context, NewVersion(version));
        return (BinaryReader)_reader.GetValue(context)!;
    }

    /// <summary>Reads a named entry beside the main stream; false when there is none.</summary>
    public bool TryLoadStream(object context, string name, Action<BinaryReader> read) => (bool)Invoke(_loadStream, context, name, read)!;

    /// <summary>The unpacked size of a named entry by the archive's directory, or null when it cannot be seen beforehand.</summary>
    public long? EntryLength(object context, string name)
    {
        if (_repository?.GetValue(context) is not { } repository || _archive?.GetValue(repository) is not ZipArchive archive)
            return null;
        var path = Path.Combine(_directory?.GetValue(context) as string ?? "", name).Replace('\\', '/');
        return archive.Entries.FirstOrDefault(e => string.Equals(e.FullName.Replace('\\', '/'), path, StringComparison.Ordinal))?.Length;
    }

    private object NewVersion(ComponentVersion version) => _newVersion.Invoke(BindingFlags.DoNotWrapExceptions, binder: null,
        [version.ModelSignature, version.Written, version.Readable, version.Oldest, version.Assembly, version.LoaderSignature, null], CultureInfo.InvariantCulture);

    private static object? Invoke(MethodInfo method, object target, params object?[] arguments) =>
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, CultureInfo.InvariantCulture);

    private static Type Require(Assembly assembly, string name) => assembly.GetType(name) ?? throw Missing(assembly, name);

    private static T Require<T>(Type type, string name, Func<Type, string, T?> find)
        where T : MemberInfo => find(type, name) ?? throw Missing(type.Assembly, $"{type.FullName}.{name}");

    private static MethodInfo Method(Type type, string name, params Type[] parameters) =>
        Require(type, name, (t, n) => t.GetMethod(n, Members, parameters));

    private static FieldInfo Field(Type type, string name, Type fieldType) =>
        Require(type, name, (t, n) => t.GetField(n, Members) is { } field && field.FieldType == fieldType ? field : null);

    private static PlatformNotSupportedException Missing(Assembly assembly, string member)
    {
        var name = assembly.GetName();
        return new PlatformNotSupportedException(
            $"{name.Name} {name.Version} has no {member} of the expected shape, which Microsoft.ML.Transfer needs to take part in pipelines. Use Microsoft.ML 5.x.");
    }
}
