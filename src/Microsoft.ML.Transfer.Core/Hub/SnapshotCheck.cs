using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.SentenceTransformers;

namespace Microsoft.ML.Transfer.Hub;

/// <summary>
/// Whether a folder of the cache holds a whole model. Other tools fetch single files, and any download can be broken off.
/// </summary>
internal static class SnapshotCheck
{
    public static bool IsComplete(string snapshot)
    {
        if (!Directory.Exists(snapshot))
            return false;
        try
        {
            var modules = SentenceModules.ReadList(snapshot);
            var encoder = Path.Combine(snapshot, modules.FirstOrDefault()?.Folder ?? "");
            return File.Exists(Path.Combine(encoder, CheckpointFolder.ConfigFileName))
                && HasWeights(encoder)
                && modules.All(module => !module.HasConfiguration || File.Exists(Path.Combine(snapshot, module.Folder, CheckpointFolder.ConfigFileName)))
                && modules.All(module => !module.HasWeights || HasWeights(Path.Combine(snapshot, module.Folder)));
        }
        catch (InvalidDataException)
        {
            // Not for this check to report: whoever loads the folder does, with the file and the place in it.
            return true;
        }
    }

    private static bool HasWeights(string folder)
    {
        foreach (var name in CheckpointWeights.FileNames)
        {
            var single = Path.Combine(folder, name);
            if (File.Exists(single))
                return true;
            if (File.Exists(single + CheckpointWeights.IndexEnding))
                return ShardIndex.Load(single + CheckpointWeights.IndexEnding).FileOfTensor.Values.Distinct(StringComparer.Ordinal).All(File.Exists);
        }
        return false;
    }
}
