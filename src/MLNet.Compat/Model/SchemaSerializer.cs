using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Saves a schema with the annotations whose values are numbers, truth values, text or vectors of them. Columns of other types are
/// left out, with a warning.
/// </summary>
internal static class SchemaSerializer
{
    private const uint Magic = 0x31534C4D; // "MLS1"

    public static void Write(IHostEnvironment env, BinaryWriter writer, DataViewSchema schema, bool keepHidden = true)
    {
        var columns = schema.Where(column => keepHidden || !column.IsHidden).ToList();
        foreach (var column in columns.Where(column => !TypeSerializer.CanWrite(column.Type)))
        {
            using var ch = env.Start("Saving Schema");
            ch.Warning($"Column '{column.Name}' of type '{column.Type}' can't be saved and is left out.");
        }

        columns.RemoveAll(column => !TypeSerializer.CanWrite(column.Type));
        writer.Write(Magic);
        writer.Write(columns.Count);
        foreach (var column in columns)
        {
            writer.Write(column.Name);
            TypeSerializer.Write(writer, column.Type);
            var annotations = column.Annotations.Schema.Where(a => TypeSerializer.CanWriteValue(a.Type)).ToArray();
            writer.Write(annotations.Length);
            foreach (var annotation in annotations)
            {
                writer.Write(annotation.Name);
                TypeSerializer.Write(writer, annotation.Type);
                GenericInvoke.Call(WriteValue<int>, annotation.Type.RawType, writer, column.Annotations, annotation);
            }
        }
    }

    public static DataViewSchema Read(IExceptionContext ectx, BinaryReader reader)
    {
        ectx.CheckDecode(reader.ReadUInt32() == Magic, "Corrupt model file");
        var builder = new DataViewSchema.Builder();
        int count = ReadCount(ectx, reader);
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            var type = TypeSerializer.Read(ectx, reader);
            var annotations = new DataViewSchema.Annotations.Builder();
            int annotationCount = ReadCount(ectx, reader);
            for (int j = 0; j < annotationCount; j++)
            {
                string kind = reader.ReadString();
                var annotationType = TypeSerializer.Read(ectx, reader);
                annotations.Add(kind, annotationType, GenericInvoke.Call(ReadValue<int>, annotationType.RawType, ectx, reader, annotationType));
            }

            builder.AddColumn(name, type, annotations.ToAnnotations());
        }

        return builder.ToSchema();
    }

    private static int ReadCount(IExceptionContext ectx, BinaryReader reader)
    {
        int count = reader.ReadInt32();
        ectx.CheckDecode(count >= 0 && count <= reader.BaseStream.Length - reader.BaseStream.Position, "Corrupt model file");
        return count;
    }

    private static bool WriteValue<TValue>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        TValue value = default;
        annotations.GetGetter<TValue>(annotation)(ref value);
        if (annotation.Type is VectorDataViewType vector)
            GenericInvoke.Call(WriteVector<int>, vector.ItemType.RawType, writer, (object)value);
        else
            ItemSerializer.Get<TValue>().Write(writer, value);
        return true;
    }

    private static bool WriteVector<TItem>(BinaryWriter writer, object value)
    {
        var vector = (VBuffer<TItem>)value;
        var codec = ItemSerializer.Get<TItem>();
        writer.Write(vector.Length);
        writer.Write(vector.GetValues().Length);
        foreach (var (index, item) in vector.Items())
        {
            writer.Write(index);
            codec.Write(writer, item);
        }

        return true;
    }

    private static Delegate ReadValue<TValue>(IExceptionContext ectx, BinaryReader reader, DataViewType type)
    {
        if (type is VectorDataViewType vector)
            return GenericInvoke.Call(ReadVector<int>, vector.ItemType.RawType, ectx, reader);
        var value = ItemSerializer.Get<TValue>().Read(reader);
        ValueGetter<TValue> getter = (ref TValue dst) => dst = value;
        return getter;
    }

    private static Delegate ReadVector<TItem>(IExceptionContext ectx, BinaryReader reader)
    {
        int length = reader.ReadInt32();
        int count = ReadCount(ectx, reader);
        ectx.CheckDecode(count <= length, "Corrupt model file");
        var codec = ItemSerializer.Get<TItem>();
        var indices = new int[count];
        var values = new TItem[count];
        for (int i = 0; i < count; i++)
        {
            indices[i] = reader.ReadInt32();
            ectx.CheckDecode(indices[i] < length && indices[i] > (i == 0 ? -1 : indices[i - 1]), "Corrupt model file");
            values[i] = codec.Read(reader);
        }

        var vector = new VBuffer<TItem>(length, count, values, indices);
        ValueGetter<VBuffer<TItem>> getter = (ref VBuffer<TItem> dst) => vector.CopyTo(ref dst);
        return getter;
    }
}
