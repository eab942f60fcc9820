#!/usr/bin/python3
"""Matrices as text and in MAT files, and weights laid out as TensorFlow.js does, with what is in each.

Debian:  apt-get install python3-numpy python3-scipy
Run:     /usr/bin/python3 packages/formats/test/golden/matrices.py

It writes matrices.json beside it: files in base64; the shapes and values that they have to be read as, as text; or a part of
the message with which they are refused. The weights follow what tensorflowjs's converter writes (write_weights.py and
quantization.py): an affine map of the range of each weight to that of the integers.
"""

import base64
import io
import json
from pathlib import Path

import numpy as np
import scipy.io
import scipy.sparse


def base(raw):
    return base64.b64encode(raw).decode()


def encoded(write):
    out = io.BytesIO()
    write(out)
    return base(out.getvalue())


def told(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "values": [repr(float(value)) for value in array.flatten()]}


rng = np.random.default_rng(0)
matrix = rng.normal(size=(3, 4))
odd = np.array([[np.nan, np.inf], [-np.inf, -0.0]])
text = {
    "savetxt": [encoded(lambda out: np.savetxt(out, matrix)), told(matrix)],
    "savetxt with commas and a header": [
        encoded(lambda out: np.savetxt(out, matrix, delimiter=",", header="a, b, c, d")),
        told(matrix),
    ],
    "a vector": [encoded(lambda out: np.savetxt(out, matrix[0])), told(matrix[0])],
    "a row": [encoded(lambda out: np.savetxt(out, matrix[:1], delimiter="\t")), told(matrix[:1])],
    "odd numbers": [encoded(lambda out: np.savetxt(out, odd)), told(odd)],
    "integers": [encoded(lambda out: np.savetxt(out, [[1, -2], [30, 4]], fmt="%d", delimiter=";")), told([[1, -2], [30, 4]])],
}

arrays = {
    "double": matrix,
    "single": matrix.astype(np.float32),
    "whole": np.array([[1.0, 2.0, 300.0]]),
    "cube": rng.normal(size=(2, 3, 4)),
    "logical": np.array([[True, False], [False, True]]),
    "scalar": np.array([[2.5]]),
    "empty": np.zeros((0, 3)),
    "odd": odd,
}
for kind in ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]:
    arrays[kind] = np.array([[0, 1, 2], [3, 4, 120]], kind)
mat = {
    name: [encoded(lambda out: scipy.io.savemat(out, arrays, do_compression=packed)), {key: told(x) for key, x in arrays.items()}]
    for name, packed in [("plain", False), ("compressed", True)]
}


def refuse(array):
    return encoded(lambda out: scipy.io.savemat(out, {"x": array}))


refused = {
    "text": [refuse("abc"), "variable 'x': it is text"],
    "a cell array": [refuse(np.array([1, "a"], object)), "variable 'x': it is a cell array"],
    "a structure": [refuse({"a": 1}), "variable 'x': it is a structure"],
    "a sparse matrix": [refuse(scipy.sparse.eye(3)), "variable 'x': it is a sparse matrix"],
    "complex numbers": [refuse(np.array([1j])), "variable 'x': it is a complex matrix"],
    "int64 beyond int32": [refuse(np.array([2**40])), "variable 'x': element 0 is 1099511627776"],
    "version 4": [encoded(lambda out: scipy.io.savemat(out, {"x": matrix}, format="4")), "in MATLAB, save it with -v7"],
}

others = {
    "title": "a title",
    "n": np.array([[1.0, 2.0]]),
    "parts": np.array([1, "a"], object),
    "fields": {"a": 1},
    "sparse": scipy.sparse.eye(3),
    "z": np.array([1j]),
    "m": np.array([[7]], np.int32),
}
mixed = {"file": encoded(lambda out: scipy.io.savemat(out, others))}

weights, shards, entries, expected = {}, [], [], {}


def add(name, array, kind, stored=None, scale=None, low=None):
    entry = {"name": name, "shape": list(array.shape), "dtype": kind}
    if stored is None:
        shards.append(array.tobytes())
        expected[name] = told(array)
    elif stored == "float16":
        shards.append(array.astype(np.float16).tobytes())
        entry["quantization"] = {"dtype": "float16", "original_dtype": kind}
        expected[name] = told(array.astype(np.float16))
    else:
        top = np.iinfo(stored).max
        scale = (array.max() - array.min()) / top
        low = array.min()
        packed = np.round((array - low) / scale).astype(stored)
        shards.append(packed.tobytes())
        entry["quantization"] = {"dtype": stored, "scale": float(scale), "min": float(low), "original_dtype": kind}
        numbers = packed * float(scale) + float(low)
        expected[name] = told(np.round(numbers) if kind == "int32" else numbers.astype(np.float32))
    entries.append(entry)


add("dense/kernel", matrix.astype(np.float32), "float32")
add("flag", np.array([True, False, True]), "bool")
add("step", np.array(7, np.int32), "int32")
add("half", matrix[0].astype(np.float32), "float32", "float16")
add("byte", matrix.astype(np.float32), "float32", "uint8")
add("word", matrix[1].astype(np.float32), "float32", "uint16")
add("number", np.array([-5, 0, 250], np.int32), "int32", "uint8")
whole = b"".join(shards)
model = {
    "format": "layers-model",
    "modelTopology": {},
    "weightsManifest": [{"paths": ["group1-shard1of2.bin", "group1-shard2of2.bin"], "weights": entries}],
}
tfjs = {
    "model": base(json.dumps(model).encode()),
    "shards": {"group1-shard1of2.bin": base(whole[:50]), "group1-shard2of2.bin": base(whole[50:])},
    "tensors": expected,
}

written = {"numpy": np.__version__, "scipy": scipy.__version__, "text": text, "mat": mat, "mixed": mixed, "refused": refused, "tfjs": tfjs}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(written, indent=1) + "\n")
