using System.Globalization;
using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Tensors.Tests.Serialization;

/// <summary>One test for each way in which a safetensors file can be wrong; every message must say which.</summary>
[TestClass]
public sealed class SafetensorsMalformedTests
{
    [TestMethod]
    public void An_empty_file_is_refused() =>
        Assert.Contains("has 0 bytes", SafetensorsBytes.Refusal([]));

    [TestMethod]
    public void A_file_shorter_than_the_header_length_is_refused() =>
        Assert.Contains("has 7 bytes", SafetensorsBytes.Refusal(new byte[7]));

    [TestMethod]
    public void A_header_longer_than_the_format_allows_is_refused() =>
        Assert.Contains("at most 100000000 are allowed", SafetensorsBytes.Refusal(SafetensorsBytes.Of("{}"u8.ToArray(), [], saidLength: 100_000_001)));

    [TestMethod]
    public void A_header_length_with_the_highest_bit_set_is_refused() =>
        Assert.Contains("18446744073709551615 bytes long", SafetensorsBytes.Refusal(SafetensorsBytes.Of("{}"u8.ToArray(), [], saidLength: -1)));

    [TestMethod]
    public void A_header_past_the_end_of_the_file_is_refused() =>
        Assert.Contains("500 bytes long, but only 2 bytes follow", SafetensorsBytes.Refusal(SafetensorsBytes.Of("{}"u8.ToArray(), [], saidLength: 500)));

    [TestMethod]
    public void A_header_of_no_bytes_is_refused() =>
        Assert.Contains("the shortest header is {}", SafetensorsBytes.Refusal(SafetensorsBytes.Of([], [])));

    [TestMethod]
    public void A_huge_header_length_allocates_nothing()
    {
        // The length is allowed by the format but not by the file.
        var bytes = SafetensorsBytes.Of("{}"u8.ToArray(), [], saidLength: 100_000_000);
        _ = SafetensorsBytes.Refusal(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsFile.FromBytes(bytes, "x").Dispose());
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DataRow("abcd", "begins with byte 0x61")]
    [DataRow(" {}", "begins with byte 0x20")]
    [DataRow("[]", "begins with byte 0x5B")]
    [DataRow("{\"a\"", "not valid JSON")]
    [DataRow("{} {}", "not valid JSON")]
    [DataRow("{}\0\0", "not valid JSON")]
    [DataRow("{\"a\":1,}", "tensor 'a': described by a JSON number")]
    public void A_header_that_is_not_a_JSON_object_is_refused(string header, string expected) =>
        Assert.Contains(expected, SafetensorsBytes.Refusal(SafetensorsBytes.Of(header, 0)));

    [TestMethod]
    public void A_header_that_is_not_UTF8_is_refused() =>
        Assert.Contains("not valid UTF-8", SafetensorsBytes.Refusal(SafetensorsBytes.Of([(byte)'{', (byte)'"', 0xFF, (byte)'"'], [])));

    [TestMethod]
    public void A_name_with_half_a_surrogate_pair_is_refused() =>
        Assert.Contains("not valid Unicode", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"\ud800":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 4)));

    [TestMethod]
    public void A_header_nested_without_end_is_refused() =>
        Assert.Contains("not valid JSON", SafetensorsBytes.Refusal(SafetensorsBytes.Of("{\"a\":{\"x\":" + new string('[', 100_000), 0)));

    [TestMethod]
    [DataRow("""{"__metadata__":"pt"}""", "is a JSON string; it must be an object of strings")]
    [DataRow("""{"__metadata__":null}""", "is a JSON null; it must be an object of strings")]
    [DataRow("""{"__metadata__":{"format":1}}""", "'format' is a JSON number; only strings")]
    [DataRow("""{"__metadata__":{"format":{"a":"b"}}}""", "'format' is a JSON object; only strings")]
    [DataRow("""{"__metadata__":{"a":"1","a":"2"}}""", "'a' stands twice")]
    public void Metadata_other_than_unique_strings_are_refused(string header, string expected) =>
        Assert.Contains(expected, SafetensorsBytes.Refusal(SafetensorsBytes.Of(header, 0)));

    [TestMethod]
    public void Two_tensors_of_one_name_are_refused() =>
        Assert.Contains("'a' stands twice", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)));

    [TestMethod]
    public void Two_tensors_of_one_name_spelled_differently_are_refused() =>
        Assert.Contains("'a' stands twice", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)));

    [TestMethod]
    public void A_key_that_stands_twice_in_a_tensor_is_refused() =>
        Assert.Contains("tensor 'a': the key 'shape' stands twice", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}""", 8)));

    [TestMethod]
    [DataRow("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", "dtype is missing")]
    [DataRow("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", "shape is missing")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1]}}""", "data_offsets is missing")]
    public void A_tensor_that_lacks_a_key_is_refused(string header, string expected) =>
        Assert.Contains("tensor 'a': " + expected, SafetensorsBytes.Refusal(SafetensorsBytes.Of(header, 4)));

    [TestMethod]
    [DataRow("\"Q7\"", "unknown dtype 'Q7'; known are BOOL, U8")]
    [DataRow("\"f32\"", "unknown dtype 'f32'")]
    [DataRow("32", "dtype is a JSON number")]
    public void An_unknown_type_is_refused(string type, string expected) =>
        Assert.Contains("tensor 'a': " + expected, SafetensorsBytes.Refusal(SafetensorsBytes.Of($$$"""{"a":{"dtype":{{{type}}},"shape":[1],"data_offsets":[0,4]}}""", 4)));

    [TestMethod]
    [DataRow("[-1]", "shape[0] is -1")]
    [DataRow("[1,1.5]", "shape[1] is 1.5")]
    [DataRow("[1e2]", "shape[0] is 1e2")]
    [DataRow("[9223372036854775808]", "shape[0] is 9223372036854775808")]
    [DataRow("[\"1\"]", "shape[0] is a JSON string")]
    [DataRow("1", "shape is a JSON number")]
    public void A_dimension_that_is_not_a_whole_number_is_refused(string shape, string expected) =>
        Assert.Contains("tensor 'a': " + expected, SafetensorsBytes.Refusal(SafetensorsBytes.Of($$$"""{"a":{"dtype":"F32","shape":{{{shape}}},"data_offsets":[0,4]}}""", 4)));

    [TestMethod]
    public void More_dimensions_than_any_tensor_has_are_refused()
    {
        var shape = string.Join(',', Enumerable.Repeat("1", 65));
        Assert.Contains("shape has more than 64 numbers", SafetensorsBytes.Refusal(SafetensorsBytes.Of($$$"""{"a":{"dtype":"F32","shape":[{{{shape}}}],"data_offsets":[0,4]}}""", 4)));
    }

    [TestMethod]
    [DataRow("[4611686018427387904,4611686018427387904]")]
    [DataRow("[2305843009213693952]")]
    [DataRow("[4611686018427387904,4611686018427387904,0]")]
    public void A_size_that_overflows_is_refused(string shape) =>
        Assert.Contains("overflows 64 bits", SafetensorsBytes.Refusal(SafetensorsBytes.Of($$$"""{"a":{"dtype":"F32","shape":{{{shape}}},"data_offsets":[0,8]}}""", 8)));

    [TestMethod]
    [DataRow("[0]", "data_offsets has 1 numbers")]
    [DataRow("[0,4,8]", "data_offsets has more than 2 numbers")]
    [DataRow("[-4,0]", "data_offsets[0] is -4")]
    [DataRow("[4,0]", "end at 0, before they begin at 4")]
    public void Offsets_other_than_a_begin_and_an_end_are_refused(string offsets, string expected) =>
        Assert.Contains("tensor 'a': " + expected, SafetensorsBytes.Refusal(SafetensorsBytes.Of($$$"""{"a":{"dtype":"F32","shape":[1],"data_offsets":{{{offsets}}}}}""", 4)).Replace("data_offsets end", "end", StringComparison.Ordinal));

    [TestMethod]
    [DataRow("[0,8]", "[3]", "hold 8 bytes, but F32 of shape [3] takes 12")]
    [DataRow("[0,16]", "[3]", "hold 16 bytes, but F32 of shape [3] takes 12")]
    [DataRow("[0,0]", "[]", "hold 0 bytes, but F32 of shape [] takes 4")]
    public void Offsets_that_disagree_with_the_shape_are_refused(string offsets, string shape, string expected) =>
        Assert.Contains("tensor 'a': data_offsets " + expected, SafetensorsBytes.Refusal(SafetensorsBytes.Of($$$"""{"a":{"dtype":"F32","shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""", 12)));

    [TestMethod]
    public void Packed_elements_that_end_within_a_byte_are_refused() =>
        Assert.Contains("takes 12 bits, which is not a whole number of bytes", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}""", 2)));

    [TestMethod]
    public void Overlapping_tensors_are_refused() =>
        Assert.Contains("tensor 'b': begins at byte 4 of the data and overlaps 'a', which ends at 8", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12)));

    [TestMethod]
    public void Two_tensors_on_the_same_bytes_are_refused() =>
        Assert.Contains("overlaps", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)));

    [TestMethod]
    public void A_hole_between_tensors_is_refused() =>
        Assert.Contains("tensor 'b': begins at byte 8 of the data, which leaves a hole after 'a', which ends at 4", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12)));

    [TestMethod]
    public void A_hole_before_the_first_tensor_is_refused() =>
        Assert.Contains("leaves a hole after the start of the data", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)));

    [TestMethod]
    public void A_file_that_is_cut_off_is_refused() =>
        Assert.Contains("tensor 'a': ends at byte 8 of the data, but the file holds only 4", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4)));

    [TestMethod]
    public void Bytes_after_the_last_tensor_are_refused() =>
        Assert.Contains("5 bytes belong to no tensor", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 9)));

    [TestMethod]
    public void Data_without_any_tensor_are_refused() =>
        Assert.Contains("1 bytes belong to no tensor", SafetensorsBytes.Refusal(SafetensorsBytes.Of("{}", 1)));

    [TestMethod]
    public void A_name_in_a_message_cannot_drive_a_terminal()
    {
        var message = SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"\u001b[2J\u202ea":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4));
        Assert.Contains(@"'\u001B[2J\u202Ea'", message);
        Assert.DoesNotContain("\u001b", message);
    }

    [TestMethod]
    public void A_long_name_is_cut_in_a_message() =>
        Assert.IsLessThan(600, SafetensorsBytes.Refusal(SafetensorsBytes.Of($$$"""{"{{{new string('n', 100_000)}}}":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4)).Length);

    [TestMethod]
    public void Messages_do_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            // Arabic as spoken in Saudi Arabia writes a mark before a negative number.
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
            Assert.Contains("shape[0] is -1;", SafetensorsBytes.Refusal(SafetensorsBytes.Of("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void Every_single_byte_changed_or_cut_off_either_loads_or_is_refused_cleanly()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [SafetensorsTensor.FromFloat32("a", [2, 1], [1, 2]), SafetensorsTensor.FromInt64("b", [1], [3])]);
        var sound = stream.ToArray();
        var random = new Random(7);
        var refused = 0;
        for (var position = 0; position < sound.Length; position++)
        {
            var changed = (byte[])sound.Clone();
            changed[position] ^= (byte)random.Next(1, 256);
            refused += IsRefused(changed);
            Assert.AreEqual(1, IsRefused(sound[..position]), $"cut off after {position} bytes");
        }
        Assert.IsGreaterThan(50, refused);

        static int IsRefused(byte[] bytes)
        {
            try
            {
                using var file = SafetensorsFile.FromBytes(bytes, "x");
                foreach (var entry in file.Entries)
                    _ = file.GetBytes(entry);
                return 0;
            }
            catch (InvalidDataException)
            {
                return 1;
            }
        }
    }
}
