"""Writes the same random BERT in every form that the comparison needs.

    make_models.py FOLDER

For each shape a folder with config.json and model.safetensors (this engine), model.pt (torch), plain.onnx (torch's export) and
fused.onnx (the graph that ONNX Runtime's own transformer optimizer aims at: Attention, SkipLayerNormalization and BiasGelu nodes), and
texts.json: token ids of sentences of 8 to 128 tokens, 30 on average.
"""
import json
import os
import random
import struct
import sys

import torch

from bert import Bert
from onnx_writer import Graph
from shapes import POSITIONS, SHAPES, VOCABULARY


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * 4
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for tensor in tensors.values():
            file.write(tensor.contiguous().numpy().tobytes())


def write_fused(path, shape, weights):
    graph = Graph(inputs={"ids": 7, "mask": 6}, output="y")
    hidden = shape["hidden"]

    def put(name, tensor):
        return graph.constant(name, tensor.contiguous().numpy())

    def norm(prefix):
        return put(prefix + ".g", weights[prefix + ".weight"]), put(prefix + ".b", weights[prefix + ".bias"])

    words = graph.node("Gather", [put("word", weights["embeddings.word_embeddings.weight"]), "ids"])
    length = graph.node("Gather", [graph.node("Shape", ["ids"]), graph.scalar("one", 1)])
    positions = graph.node("Slice", [put("pos", weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]),
                                     graph.vector("zero", [0]), graph.node("Reshape", [length, graph.vector("flat", [1])]), graph.vector("axis", [0])])
    summed = graph.node("Add", [words, positions])
    x = graph.node("LayerNormalization", [summed, *norm("embeddings.LayerNorm")], epsilon=1e-12, axis=-1)
    for i in range(shape["layers"]):
        p = f"encoder.layer.{i}."
        qkv = [p + f"attention.self.{n}." for n in ("query", "key", "value")]
        w = torch.cat([weights[n + "weight"].t() for n in qkv], dim=1)
        b = torch.cat([weights[n + "bias"] for n in qkv])
        a = graph.node("Attention", [x, put(f"qkv{i}.w", w), put(f"qkv{i}.b", b), "mask"], domain="com.microsoft", num_heads=shape["heads"])
        a = graph.node("MatMul", [a, put(f"o{i}.w", weights[p + "attention.output.dense.weight"].t())])
        x = graph.node("SkipLayerNormalization", [a, x, *norm(p + "attention.output.LayerNorm"), put(f"o{i}.b", weights[p + "attention.output.dense.bias"])],
                       domain="com.microsoft", epsilon=1e-12)
        u = graph.node("MatMul", [x, put(f"u{i}.w", weights[p + "intermediate.dense.weight"].t())])
        u = graph.node("BiasGelu", [u, put(f"u{i}.b", weights[p + "intermediate.dense.bias"])], domain="com.microsoft")
        d = graph.node("MatMul", [u, put(f"d{i}.w", weights[p + "output.dense.weight"].t())])
        last = i == shape["layers"] - 1
        x = graph.node("SkipLayerNormalization", [d, x, *norm(p + "output.LayerNorm"), put(f"d{i}.b", weights[p + "output.dense.bias"])],
                       domain="com.microsoft", epsilon=1e-12, output="y" if last else None)
    graph.save(path, hidden)


def texts(count):
    generator = random.Random(5)
    lengths = [min(128, 8 + int(generator.expovariate(1 / 23))) for _ in range(count)]
    return [[101] + [generator.randrange(1000, VOCABULARY) for _ in range(n - 2)] + [102] for n in lengths]


def main(folder):
    for name, shape in SHAPES.items():
        target = os.path.join(folder, name)
        if os.path.exists(os.path.join(target, "texts.json")):
            continue
        os.makedirs(target, exist_ok=True)
        torch.manual_seed(1)
        model = Bert(shape["layers"], shape["hidden"], shape["heads"], shape["intermediate"], VOCABULARY, POSITIONS).eval()
        weights = {key: value.detach() for key, value in model.state_dict().items()}
        write_safetensors(os.path.join(target, "model.safetensors"), weights)
        with open(os.path.join(target, "config.json"), "w") as file:
            json.dump({"model_type": "bert", "vocab_size": VOCABULARY, "hidden_size": shape["hidden"], "num_hidden_layers": shape["layers"],
                       "num_attention_heads": shape["heads"], "intermediate_size": shape["intermediate"], "max_position_embeddings": POSITIONS,
                       "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12}, file)
        torch.save((shape, weights), os.path.join(target, "model.pt"))
        example = (torch.ones(2, 16, dtype=torch.int64), torch.ones(2, 16, dtype=torch.int32))
        torch.onnx.export(model, example, os.path.join(target, "plain.onnx"), input_names=["ids", "mask"], output_names=["y"], opset_version=14,
                          dynamic_axes={"ids": {0: "b", 1: "s"}, "mask": {0: "b", 1: "s"}, "y": {0: "b", 1: "s"}})
        write_fused(os.path.join(target, "fused.onnx"), shape, weights)
        with open(os.path.join(target, "texts.json"), "w") as file:
            json.dump(texts(shape["texts"]), file)


if __name__ == "__main__":
    main(sys.argv[1])
