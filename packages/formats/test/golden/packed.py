#!/usr/bin/python3
"""What Zstandard, LZ4 and gzip pack, with the SHA-256 of what was packed.

Needs: the programs zstd (1.5.4) and lz4 (1.9.4), and the library libzstd.so.1
Run:   python3 packages/formats/test/golden/packed.py

It writes packed.json beside it: for each program, what it packed in base64, the number of bytes, and their SHA-256.
"""

import base64
import ctypes
import gzip
import hashlib
import json
import random
import struct
import subprocess
from pathlib import Path

random.seed(7)


def noise(count):
    return random.randbytes(count)


def letters(count, weights):
    return bytes(random.choices(range(97, 97 + len(weights)), weights=weights, k=count))


def run(*command, given):
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout


vocabulary = [noise(random.randint(3, 30)) for _ in range(60)]
words = b"".join(random.choices(vocabulary, k=700))
counts = struct.pack("<300q", *(n * n for n in range(300)))
contents = {
    "nothing": b"",
    "a byte": b"a",
    "a run": b"a" * 300_000,
    "noise": noise(500),
    "two letters": letters(20_000, [99, 1]),
    "few letters": letters(2_000, [50, 20, 10, 5, 4, 3, 2, 1, 1]),
    "many letters": bytes(min(255, int(random.expovariate(0.03))) for _ in range(3_000)),
    "words": words,
    "counts": counts,
    # Several blocks, of which the later ones use the tables of the first.
    "blocks": letters(2_000, [50, 20, 10, 5, 4, 3, 2, 1, 1]) + b"b" * 200_000 + words[:3_000] * 3 + b"c" * 150_000 + words[3_000:8_000],
}
levels = {"fast": ["--fast=3"], "19, no size": ["-19", "--no-content-size"], "no checksum": ["-5", "--no-check"]}
zstd = {
    f"{name}, {level}": (run("zstd", "-q", "-c", *options, given=data), data)
    for name, data in contents.items()
    for level, options in levels.items()
}
# Frames one after another, among them one of blocks that are flushed early, and one that readers pass over.
pair = run("zstd", "-q", "-c", given=words[:500]) + struct.pack("<II", 0x184D2A53, 3) + b"abc"
zstd["frames"] = (pair + run("zstd", "-q", "-c", "--no-check", given=counts[:900]), words[:500] + counts[:900])


class Buffer(ctypes.Structure):
    _fields_ = [("at", ctypes.c_char_p), ("size", ctypes.c_size_t), ("position", ctypes.c_size_t)]


def flushed(pieces):
    """One frame with a block for each piece: later blocks may use the tables of those before."""
    library = ctypes.CDLL("libzstd.so.1")
    library.ZSTD_createCCtx.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.ZSTD_createCCtx())
    space = ctypes.create_string_buffer(1 << 16)
    packed = b""
    for n, piece in enumerate(pieces):
        given = Buffer(piece, len(piece), 0)
        made = Buffer(ctypes.cast(space, ctypes.c_char_p), len(space), 0)
        end = 2 if n == len(pieces) - 1 else 1
        assert library.ZSTD_compressStream2(context, ctypes.byref(made), ctypes.byref(given), end) == 0
        packed += space.raw[: made.position]
    return packed


similar = [letters(900, [50, 20, 10, 5, 4, 3, 2, 1, 1]) for _ in range(4)]
zstd["flushed"] = (flushed(similar), b"".join(similar))
tables = letters(2_500, [50, 20, 10, 5, 4, 3, 2, 1, 1])
target = ["-q", "-c", "-19", "--target-compressed-block-size=1400"]
zstd["small blocks"] = (run("zstd", *target, given=tables * 2 + words[:4_000]), tables * 2 + words[:4_000])


def block_of(data):
    """The only block of a frame, which is that of a file in blocks of up to 4 MiB."""
    frame = run("lz4", "-q", "-c", "-9", "--no-frame-crc", "-B7", given=data)
    size = struct.unpack_from("<I", frame, 7)[0]
    return data if size >> 31 else frame[11 : 11 + size]


lz4 = {
    name: (block, contents[name])
    for name in ["a run", "two letters", "few letters", "words", "counts", "blocks"]
    for block in [block_of(contents[name])]
}
gzipped = {
    "one part": (gzip.compress(words, mtime=0), words),
    "parts": (b"".join(gzip.compress(part, mtime=0) for part in [words, b"", counts, b"a"]), words + counts + b"a"),
}


def told(packed):
    return {
        name: [base64.b64encode(bytes_).decode(), len(data), hashlib.sha256(data).hexdigest()]
        for name, (bytes_, data) in packed.items()
    }


all_told = {"zstd": told(zstd), "lz4": told(lz4), "gzip": told(gzipped)}
Path(__file__).with_name("packed.json").write_text(json.dumps(all_told, indent=0) + "\n")
