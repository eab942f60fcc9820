#!/usr/bin/python3
"""npy files as NumPy writes them, and what is in each.

Debian:  apt-get install python3-numpy
Run:     /usr/bin/python3 packages/core/test/golden/npy/cases.py

It writes cases.json beside it: for each file its bytes in base64; the shape and the values that it has to be read as, as
text, so that NaN and infinities can be told; or a part of the message with which it is refused. `same` are files that we
have to write to the byte.
"""

import base64
import io
import json
from pathlib import Path

import numpy as np


def file(array, **options):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, **options)
    return base64.b64encode(out.getvalue()).decode()


def values(array):
    return [repr(float(value)) for value in array.flatten()]


read, refused, same = {}, {}, {}
rng = np.random.default_rng(0)
for kind in ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]:
    for order in "<>":
        dtype = np.dtype(order + kind)
        numbers = rng.integers(0, 100, (2, 3, 4)) - (50 if kind[0] in "if" else 0)
        if kind == "?":
            numbers = numbers > 50
        if kind[0] == "f":
            numbers = numbers / 7
        array = numbers.astype(dtype)
        for layout, laid in [("C", array), ("Fortran", np.asfortranarray(array))]:
            read[f"{layout} {dtype.str}"] = {"file": file(laid), "shape": [2, 3, 4], "values": values(laid)}

ends = {"i1": np.int8, "i2": np.int16, "u1": np.uint8, "u2": np.uint16, "i4": np.int32}
for name, kind in ends.items():
    info = np.iinfo(kind)
    array = np.array([info.min, 0, info.max], kind)
    read[f"ends of {name}"] = {"file": file(array), "shape": [3], "values": values(array)}
special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 6e-8, 65504], np.float16)
read["float16, special"] = {"file": file(special), "shape": [7], "values": values(special)}
read["scalar"] = {"file": file(np.array(2.5)), "shape": [], "values": ["2.5"]}
read["empty"] = {"file": file(np.zeros((0, 3), np.float32)), "shape": [0, 3], "values": []}
for version in [(1, 0), (2, 0), (3, 0)]:
    array = np.arange(3, dtype=np.float32)
    read[f"version {version[0]}"] = {"file": file(array, version=version), "shape": [3], "values": values(array)}

refused["int64 beyond int32"] = [file(np.array([1, 2**31])), "element 1 is 2147483648"]
refused["uint64 beyond int32"] = [file(np.array([2**63], np.uint64)), "element 0 is 9223372036854775808"]
refused["complex"] = [file(np.array([1j])), "complex numbers"]
refused["objects"] = [file(np.array([{}], object)), "Python objects"]
refused["long double"] = [file(np.zeros(1, np.longdouble)), "floating numbers of another size"]
refused["text"] = [file(np.array(["a"])), "text"]
refused["bytes"] = [file(np.array([b"a"])), "text"]
refused["records"] = [file(np.zeros(2, [("a", "<f4"), ("b", "<i4")])), "records"]
refused["dates"] = [file(np.zeros(2, "datetime64[s]")), "dates"]

for name, array in {
    "float32 matrix": np.arange(6, dtype=np.float32).reshape(2, 3) / 3,
    "float64 vector": np.array([1.5, -2.25]),
    "int32 cube": np.arange(8, dtype=np.int32).reshape(2, 2, 2),
    "bool": np.array([True, False]),
    "scalar": np.array(7, np.int32),
    "empty": np.zeros((3, 0), np.float32),
    "float16": np.array([0.1, -2.0, 65504.0], np.float16),
    "long axis": np.zeros((100, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), bool),
}.items():
    same[name] = file(array)

path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"numpy": np.__version__, "read": read, "refused": refused, "same": same}, indent=1) + "\n")
