#!/usr/bin/python3
"""Parquet files with lists and bytes, as data sets of images, texts and embeddings have them, with what is in each.

Install: python3 -m pip install pyarrow==25.0.1
Run:     python3 packages/formats/test/golden/lists.py

It writes lists.json beside it: the columns, with bytes as lists of whole numbers behind "bytes", and the files in base64. The
part of a message with which a file is refused stands in tables.json.
"""

import base64
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 40
PNG = b"\x89PNG\r\n\x1a\n"


def row(n):
    return {
        # As Hugging Face's data sets keep images: the file, and its name.
        "image": None if n == 3 else {"bytes": PNG + bytes([n % 3]), "path": f"{n}.png" if n % 2 else None},
        "label": n % 10,
        "hash": bytes([200 + n % 2, n]),
        "embedding": [n / 2, -n / 4, 1.5],
        "vector": [n, n + 1],
        "tokens": None if n % 7 == 6 else [(n * k) % 11 for k in range(n % 5)],
        "marks": [None if (n + k) % 3 == 0 else k % 2 == 0 for k in range(n % 4)],
        "picture": [[[n, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 255]]],
        "ragged": None if n == 5 else [None if k == 2 else ["w" * k, None][: k + n % 2] for k in range(n % 4)],
        "messages": [{"role": ["user", "assistant"][k % 2], "turns": [k, n][: k]} for k in range(n % 3)],
        "counts": None if n == 1 else [(f"key {k}", k * n) for k in range(n % 3)],
        "crops": [None if k == 1 else PNG[: k + 1] for k in range(n % 3)],
    }


rows = [row(n) for n in range(ROWS)]
types = {
    "image": pa.struct([("bytes", pa.binary()), ("path", pa.string())]),
    "label": pa.int64(),
    "hash": pa.binary(2),
    "embedding": pa.list_(pa.float32()),
    "vector": pa.list_(pa.field("element", pa.int16(), nullable=False), 2),
    "tokens": pa.list_(pa.int32()),
    "marks": pa.large_list(pa.bool_()),
    "picture": pa.list_(pa.list_(pa.list_(pa.uint8()))),
    "ragged": pa.list_(pa.list_(pa.string())),
    "messages": pa.list_(pa.struct([("role", pa.string()), ("turns", pa.list_(pa.int8()))])),
    "counts": pa.map_(pa.string(), pa.float64()),
    "crops": pa.list_(pa.binary()),
}
required = {"vector", "picture"}
schema = pa.schema([pa.field(name, type_, nullable=name not in required) for name, type_ in types.items()])
table = pa.Table.from_pylist(rows, schema=schema)


def of(values, name):
    if isinstance(values, list):
        return [of(value, name) for value in values]
    return None if values is None else values[name]


def plain(values):
    if isinstance(values, bytes):
        return {"bytes": list(values)}
    return [plain(value) for value in values] if isinstance(values, list) else values


all_values = table.to_pydict()
pairs = [None if pairs is None else [{"key": key, "value": value} for key, value in pairs] for pairs in all_values["counts"]]
groups = {"image": all_values["image"], "messages": all_values["messages"], "counts": pairs}
columns = {}
for field in schema:
    for part in {"image": ["bytes", "path"], "messages": ["role", "turns"], "counts": ["key", "value"]}.get(field.name, [None]):
        name = field.name if part is None else f"{field.name}.{part}"
        columns[name] = plain(all_values[field.name] if part is None else of(groups[field.name], part))


def written(**options):
    out = io.BytesIO()
    pq.write_table(table, out, **{"compression": "none", **options})
    return base64.b64encode(out.getvalue()).decode()


pages = {"row_group_size": 25, "data_page_size": 64, "write_batch_size": 4}
files = {
    "plain": written(use_dictionary=False),
    "dictionaries, snappy": written(compression="snappy", **pages),
    "pages of version 2, zstd": written(compression="zstd", data_page_version="2.0", **pages),
    "pages of version 2, plain": written(use_dictionary=False, data_page_version="2.0", write_page_checksum=True, **pages),
    "elements with another name": written(use_compliant_nested_type=False, compression="gzip"),
}
place = Path(__file__).with_name("lists.json")
place.write_text(json.dumps({"columns": columns, "files": files}, indent=0) + "\n")
