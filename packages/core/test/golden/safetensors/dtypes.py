#!/usr/bin/python3
"""A safetensors file of every dtype that is read, written by hand: eight bytes of length, JSON, data.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/core/test/golden/safetensors/dtypes.py

It writes dtypes.safetensors beside it. For each tensor of a narrow dtype, `<name> widened` holds what it has to become, by
NumPy or by PyTorch. `<name> rounded to F16` and `to BF16` are what NumPy and PyTorch make of the numbers in `<name>`.
"""

import json
import struct
from pathlib import Path

import numpy as np
import torch

tensors = {}


def add(name, dtype, array):
    tensors[name] = (dtype, list(array.shape), array.astype(array.dtype.newbyteorder("<")).tobytes())


# Floating: both zeros, subnormal and normal numbers, the largest, infinities, NaN, and patterns all over.
halves = np.array(
    [0x0000, 0x8000, 0x0001, 0x8001, 0x03FF, 0x0400, 0x83FF, 0x3C00, 0xBC00, 0x3555, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00, 0x7E00]
    + list(range(0, 65536, 211))[1:],
    np.uint16,
)
add("F16", "F16", halves)
add("F16 widened", "F32", halves.view(np.float16).astype(np.float32))
add("BF16", "BF16", halves.reshape(5, -1))
add("BF16 widened", "F32", (halves.astype(np.uint32) << 16).view(np.float32).reshape(5, -1))

# Integers.
for name, kind in [("I8", np.int8), ("U8", np.uint8), ("I16", np.int16), ("U16", np.uint16)]:
    info = np.iinfo(kind)
    values = np.array([info.min, info.min + 1, 0, 1, info.max - 1, info.max], kind).reshape(2, 3)
    add(name, name, values)
    add(f"{name} widened", "I32", values.astype(np.int32))
least, most = -(2**31), 2**31 - 1
for name, kind, values in [
    ("I64", np.int64, [least, least + 1, -1, 0, 1, most]),
    ("U32", np.uint32, [0, 1, most]),
    ("U64", np.uint64, [0, 1, most]),
]:
    add(name, name, np.array(values, kind))
    add(f"{name} widened", "I32", np.array(values, np.int32))
add("a scalar", "I64", np.array(7, np.int64))
add("a scalar widened", "I32", np.array(7, np.int32))
add("nothing", "F16", np.zeros((0, 3), np.uint16))
add("nothing widened", "F32", np.zeros((0, 3), np.float32))

# Rounding: to nearest, ties to even, at each end of the range and below the normal numbers.
random = np.random.RandomState(1)
ties = np.concatenate([1 + (np.arange(8) + 0.5) * 2.0**-10, (np.arange(8) + 0.5) * 2.0**-24, 2048 + np.arange(8.0)])
beside = np.concatenate([ties * (1 - 2.0**-40), ties * (1 + 2.0**-40)])
spread = random.standard_normal(100) * 10.0 ** random.randint(-9, 5, 100)
ends = np.array([0.0, -0.0, np.inf, -np.inf, 65504, 65519.99, 2.0**-25, 2.0**-25 * 1.01, 6.1e-5, 1e-300, np.nan])
wide = np.concatenate([ties, -ties, beside, spread[np.abs(spread) < 65504], ends])
add("wide", "F64", wide)
add("wide rounded to F16", "F16", wide.astype(np.float16).view(np.uint16))
# PyTorch rounds float64 twice on its way, so these are float32.
tied = 1 + (np.arange(8) + 0.5) * 2.0**-7
narrow = np.concatenate([tied, tied * 2.0**-130, tied * 3.7, spread, [0.0, -0.0, np.inf, 3.38e38, 1e-45]]).astype(np.float32)
add("narrow", "F32", narrow)
add("narrow rounded to BF16", "BF16", torch.from_numpy(narrow).bfloat16().view(torch.int16).numpy().view(np.uint16))

header, data = {"__metadata__": {"by": "dtypes.py"}}, b""
for name, (dtype, shape, content) in tensors.items():
    header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
    data += content
text = json.dumps(header, separators=(",", ":")).encode()
Path(__file__).with_suffix(".safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
