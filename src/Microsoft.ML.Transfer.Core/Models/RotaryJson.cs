using System.Text.Json;

namespace Microsoft.ML.Transfer.Models;

/// <summary>The rotation of queries and keys in a <c>config.json</c>: members that many families have in common.</summary>
internal static class RotaryJson
{
    /// <summary>Reads <c>rope_theta</c> and <c>rope_scaling</c>, or both from <c>rope_parameters</c> where newer files have them.</summary>
    /// <param name="json">The configuration.</param>
    /// <param name="dimensions">How many dimensions of a head turn.</param>
    /// <param name="thetaName">What the base is called.</param>
    /// <param name="theta">The base where the file does not say.</param>
    public static RotaryConfig Read(ConfigReader json, int dimensions, string thetaName = "rope_theta", float theta = 10000f)
    {
        if (dimensions < 2 || dimensions % 2 != 0)
            throw json.Error($"the rotary embedding turns {dimensions} dimensions of each head; it needs an even number.");
        var parameters = json.Object("rope_parameters");
        return new RotaryConfig(
            dimensions,
            parameters?.Positive("rope_theta", theta) ?? json.Positive(thetaName, theta),
            ReadScaling(parameters ?? json.Object("rope_scaling")));
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static void Write(Utf8JsonWriter json, RotaryConfig rotary, string thetaName = "rope_theta")
    {
        json.WriteNumber(thetaName, rotary.Theta);
        if (rotary.Scaling is not { } scaling)
            return;
        json.WriteStartObject("rope_scaling");
        json.WriteString("rope_type", scaling.Bands is null ? "linear" : "llama3");
        json.WriteNumber("factor", scaling.Factor);
        if (scaling.Bands is { } bands)
        {
            json.WriteNumber("low_freq_factor", bands.Low);
            json.WriteNumber("high_freq_factor", bands.High);
            json.WriteNumber("original_max_position_embeddings", bands.OriginalPositions);
        }
        json.WriteEndObject();
    }

    private static RotaryScaling? ReadScaling(ConfigReader? json)
    {
        if (json is null)
            return null;
        var kind = json.Text("rope_type", json.Text("type", "default"));
        return kind switch
        {
            "default" => null,
            "linear" => new RotaryScaling(json.Positive("factor")),
            "llama3" => new RotaryScaling(
                json.Positive("factor"),
                new RotaryBands(json.Positive("low_freq_factor"), json.Positive("high_freq_factor"), json.Count("original_max_position_embeddings"))),
            _ => throw json.Error($"the rotary embedding of type '{kind}' is not supported; supported: default, linear, llama3."),
        };
    }
}
