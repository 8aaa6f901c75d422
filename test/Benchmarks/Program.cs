using BenchmarkDotNet.Running;
using Microsoft.ML.Transfer.Benchmarks;
using Microsoft.ML.Transfer.Probing;
using Microsoft.ML.Transfer.Tensors;

switch (args)
{
    case ["peer", var folder, var threads, .. var format]:
        new Peer(folder, int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture), format is [var name] ? Enum.Parse<WeightFormat>(name, ignoreCase: true) : WeightFormat.Float32)
            .Serve(Console.In, Console.Out);
        break;
    case ["first", var folder, var threads]:
        Peer.WriteFirst(folder, int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture), Console.Out);
        break;
    case ["training-peer", var folder, var threads]:
        using (var peer = new TrainingPeer(folder, int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture)))
            peer.Serve(Console.In, Console.Out);
        break;
    case ["pretraining-peer", var threads]:
        using (var peer = new PretrainingPeer(int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture)))
            peer.Serve(Console.In, Console.Out);
        break;
    case ["probe-peer", var folder, var threads]:
        new ProbePeer(folder, int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture)).Serve(Console.In, Console.Out);
        break;
    case ["tokenizer-peer", var folder, var texts]:
        new TokenizerPeer(folder, texts).Serve(Console.In, Console.Out);
        break;
    case ["tokenizer-export", var folder, var file]:
        TokenizerPeer.Export(folder, file);
        break;
    case ["tokenizer-train", var corpus]:
        TokenizerPeer.Train(corpus);
        break;
    case ["products"]:
        MatrixMultiplyShare.Print(Console.Out);
        GradientShare.Print(Console.Out);
        break;
    case ["extraction", var treebank, var sentences, var rounds, var threads]:
        ExtractionCost.Print(
            treebank, int.Parse(sentences, System.Globalization.CultureInfo.InvariantCulture), int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture), Console.Out);
        break;
    case ["probe-features", var model, var treebank, var layer, var rows, var tests, var folder]:
        ProbePeer.Export(
            model, treebank, int.Parse(layer, System.Globalization.CultureInfo.InvariantCulture), int.Parse(rows, System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(tests, System.Globalization.CultureInfo.InvariantCulture), folder);
        break;
    case ["probe-memory", var rows, var layers, var columns, .. var measures]:
        ProbeMemory.Print(
            int.Parse(rows, System.Globalization.CultureInfo.InvariantCulture), int.Parse(layers, System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(columns, System.Globalization.CultureInfo.InvariantCulture), measures is ["accuracy"] ? TrustMeasures.RandomEncoder : TrustMeasures.All, Console.Out);
        break;
    case ["families"]:
        FamilySpeed.Print(Console.Out);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
