"""Writes an ONNX graph: as much of the protobuf format as that takes."""
import struct

FLOAT, INT32, INT64 = 1, 6, 7


def varint(n):
    out = bytearray()
    n &= (1 << 64) - 1
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def number(field, n):
    return varint(field << 3) + varint(n)


def chunk(field, data):
    data = data.encode() if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(data)) + data


def attribute(name, value):
    if isinstance(value, float):
        return chunk(1, name) + varint(2 << 3 | 5) + struct.pack("<f", value) + number(20, 1)
    return chunk(1, name) + number(3, value) + number(20, 2)


def value_info(name, element_type, dimensions):
    shape = b"".join(chunk(1, chunk(2, d) if isinstance(d, str) else number(1, d)) for d in dimensions)
    return chunk(1, name) + chunk(2, chunk(1, number(1, element_type) + chunk(2, shape)))


class Graph:
    def __init__(self, inputs, output):
        self.inputs, self.output = inputs, output
        self.nodes, self.constants = [], []

    def node(self, op, inputs, domain="", output=None, **attributes):
        output = output or f"n{len(self.nodes)}"
        self.nodes.append(b"".join(chunk(1, i) for i in inputs) + chunk(2, output) + chunk(4, op)
                          + b"".join(chunk(5, attribute(k, v)) for k, v in attributes.items()) + chunk(7, domain))
        return output

    def tensor(self, name, dimensions, element_type, data):
        self.constants.append(b"".join(number(1, d) for d in dimensions) + number(2, element_type) + chunk(8, name) + chunk(9, data))
        return name

    def constant(self, name, array):
        return self.tensor(name, array.shape, FLOAT, array.tobytes())

    def scalar(self, name, value):
        return self.tensor(name, [], INT64, struct.pack("<q", value))

    def vector(self, name, values):
        return self.tensor(name, [len(values)], INT64, struct.pack(f"<{len(values)}q", *values))

    def save(self, path, hidden):
        graph = b"".join(chunk(1, n) for n in self.nodes) + chunk(2, "encoder") + b"".join(chunk(5, c) for c in self.constants)
        graph += b"".join(chunk(11, value_info(n, t, ["b", "s"])) for n, t in self.inputs.items())
        graph += chunk(12, value_info(self.output, FLOAT, ["b", "s", hidden]))
        opsets = chunk(8, chunk(1, "") + number(2, 17)) + chunk(8, chunk(1, "com.microsoft") + number(2, 1))
        with open(path, "wb") as file:
            file.write(number(1, 8) + chunk(7, graph) + opsets)
