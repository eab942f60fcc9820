#!/usr/bin/python3
"""PNG and JPEG files, with the levels that they hold.

Debian:  apt-get install python3-numpy python3-pil
Run:     /usr/bin/python3 packages/formats/test/golden/images.py

It writes images.json beside it. PNG files are put together here by the specification, with zlib alone: every colour type and
depth, interlaced or not, with all filters and with transparency. Pillow reads those that it can, and must find the same. JPEG
files are written by Pillow, and the levels are those that it reads.
"""

import base64
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

rng = np.random.default_rng(0)
WIDTH, HEIGHT = 7, 5
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def base(raw):
    return base64.b64encode(raw).decode()


def chunk(name, content):
    body = name.encode() + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def packed(row, bits):
    """A row of samples as bytes."""
    if bits == 16:
        return b"".join(struct.pack(">H", value) for value in row)
    text = "".join(format(value, f"0{bits}b") for value in row)
    text += "0" * (-len(text) % 8)
    return bytes(int(text[at : at + 8], 2) for at in range(0, len(text), 8))


def predicted(kind, left, up, corner):
    if kind == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda value: abs(guess - value))
    return [0, left, up, (left + up) // 2][kind]


def filtered(rows, step):
    out, above = b"", None
    for number, row in enumerate(rows):
        kind = number % 5
        above = above or bytes(len(row))
        line = bytes([kind])
        for at, byte in enumerate(row):
            left = row[at - step] if at >= step else 0
            corner = above[at - step] if at >= step else 0
            line += bytes([(byte - predicted(kind, left, above[at], corner)) % 256])
        out += line
        above = row
    return out


def png(samples, colour, bits, interlaced=False, extra=(), pieces=1):
    """A file of samples [height, width, channels]."""
    height, width, channels = samples.shape
    step = max(1, channels * bits // 8)
    data = b""
    for x, y, across, down in PASSES if interlaced else [(0, 0, 1, 1)]:
        part = samples[y::down, x::across]
        if part.size:
            data += filtered([packed(row.flatten().tolist(), bits) for row in part], step)
    data = zlib.compress(data)
    cut = -(-len(data) // pieces)
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, int(interlaced))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk("IHDR", header)
        + b"".join(chunk(*each) for each in extra)
        + b"".join(chunk("IDAT", data[at : at + cut]) for at in range(0, len(data), cut))
        + chunk("IEND", b"")
    )


def told(levels, most):
    """The levels with the channels in front."""
    levels = np.moveaxis(levels, -1, 0)
    return {"shape": list(levels.shape), "levels": levels.flatten().tolist(), "most": most}


def checked(file, levels, mode):
    with Image.open(io.BytesIO(file)) as image:
        found = np.asarray(image.convert(mode)).reshape(levels.shape)
    assert (found == levels).all(), mode
    return file


pngs = {}
for colour, depths in DEPTHS.items():
    for bits in depths:
        for interlaced in (False, True):
            channels = CHANNELS[colour]
            samples = rng.integers(0, 2**bits, (HEIGHT, WIDTH, channels))
            name = f"colour type {colour}, {bits} bits{', interlaced' if interlaced else ''}"
            if colour == 3:
                palette = rng.integers(0, 256, (2**bits, 3))
                file = png(samples, 3, bits, interlaced, [("PLTE", bytes(palette.flatten().tolist()))])
                levels = palette[samples[..., 0]]
                pngs[name] = [base(checked(file, levels, "RGB")), told(levels, 255)]
                alpha = rng.integers(0, 256, 2 ** (bits - 1))
                file = png(
                    samples,
                    3,
                    bits,
                    interlaced,
                    [("PLTE", bytes(palette.flatten().tolist())), ("tRNS", bytes(alpha.tolist()))],
                )
                full = np.concatenate([alpha, np.full(2**bits - len(alpha), 255)])
                levels = np.concatenate([levels, full[samples]], -1)
                pngs[f"{name}, transparent"] = [base(checked(file, levels, "RGBA")), told(levels, 255)]
            else:
                file = png(samples, colour, bits, interlaced, pieces=3)
                scale = 255 // (2**bits - 1) if bits < 8 else 1
                most = 65535 if bits == 16 else 255
                pngs[name] = [base(file), told(samples * scale, most)]
                if bits < 16:
                    checked(file, samples * scale, {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[channels])
                if channels % 2:
                    clear = samples[2, 3]
                    extra = [("tRNS", b"".join(struct.pack(">H", value) for value in clear))]
                    opaque = np.where((samples == clear).all(-1, keepdims=True), 0, most)
                    levels = np.concatenate([samples * scale, opaque], -1)
                    pngs[f"{name}, transparent"] = [base(png(samples, colour, bits, interlaced, extra)), told(levels, most)]
one = rng.integers(0, 256, (1, 1, 3))
pngs["one pixel, interlaced, a remark"] = [base(png(one, 2, 8, True, [("tEXt", b"Title\0x")])), told(one, 255)]

jpegs = {}
picture = Image.fromarray(rng.integers(0, 256, (4, 5, 3), dtype=np.uint8)).resize((21, 18), Image.BICUBIC)
for name, image, options in [
    ("colours at half the resolution", picture, {"quality": 80}),
    ("colours at full resolution", picture, {"quality": 95, "subsampling": 0}),
    ("colours at half the resolution across", picture, {"quality": 80, "subsampling": 1}),
    ("progressive", picture, {"progressive": True}),
    ("grey", picture.convert("L"), {}),
    ("restart markers, EXIF", picture, {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0", "optimize": True}),
]:
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    levels = np.asarray(Image.open(io.BytesIO(out.getvalue())))
    levels = levels.reshape(*levels.shape[:2], -1)
    jpegs[name] = [base(out.getvalue()), told(levels, 255)]


def saved(image, kind):
    out = io.BytesIO()
    image.save(out, kind)
    return base(out.getvalue())


refused = {
    "CMYK": [saved(picture.convert("CMYK"), "JPEG"), "it has 4 channels, CMYK as a rule"],
    "GIF": [saved(picture, "GIF"), "it is a GIF file; PNG and JPEG can be read"],
    "BMP": [saved(picture, "BMP"), "it is a BMP file"],
    "TIFF": [saved(picture, "TIFF"), "it is a TIFF file"],
}

# Resizing as Pillow does: triangles that are as wide as a pixel of the result, on numbers.
floats = rng.random((9, 13), dtype=np.float32)
resized = [
    {"size": [h, w], "box": box, "values": np.asarray(
        Image.fromarray(floats).resize((w, h), Image.BILINEAR, box=box)).flatten().astype(float).tolist()}
    for h, w, box in [(4, 6, (0, 0, 13, 9)), (9, 13, (0, 0, 13, 9)), (12, 20, (0, 0, 13, 9)), (3, 3, (2, 0, 11, 9)), (5, 2, (4.5, 0, 8.5, 9))]
]

Path(__file__).with_suffix(".json").write_text(
    json.dumps({"png": pngs, "jpeg": jpegs, "refused": refused}, indent=0) + "\n"
)
folder = Path(__file__).parents[3] / "datasets" / "test" / "golden"
(folder / "resize.json").write_text(
    json.dumps({"image": floats.flatten().astype(float).tolist(), "shape": [9, 13], "resized": resized}) + "\n"
)
