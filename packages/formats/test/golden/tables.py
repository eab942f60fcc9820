#!/usr/bin/python3
"""Parquet files, with what is in each.

Install: python3 -m pip install pyarrow==25.0.1 polars==1.44.2 duckdb==1.5.6 fastparquet==2026.9.0
Run:     python3 packages/formats/test/golden/tables.py

It writes tables.json beside it: files in base64; the name of what they have to be read as, which is columns, with numbers as
text and null where one is missing; or a part of the message with which they are refused.
"""

import base64
import datetime
import decimal
import io
import json
import tempfile
import uuid
from pathlib import Path

import duckdb
import fastparquet
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq


def written(table, **options):
    out = io.BytesIO()
    pq.write_table(table, out, **{"compression": "none", **options})
    return base64.b64encode(out.getvalue()).decode()


def numbers(values):
    return ["numeric", [None if value is None else repr(float(value)) for value in values]]


def texts(values):
    return ["text", values]


rng = np.random.default_rng(0)
ROWS = 130


def holes(values, every):
    return [None if n % every == every - 1 else value for n, value in enumerate(values)]


small = {
    "int8": (pa.int8(), [1, -128, None], numbers),
    "uint8": (pa.uint8(), [255, 0, 1], numbers),
    "int16": (pa.int16(), [-32768, None, 5], numbers),
    "uint16": (pa.uint16(), [65535, 0, 1], numbers),
    "int32": (pa.int32(), [-(2**31), 2**31 - 1, 0], numbers),
    "uint32": (pa.uint32(), [2**32 - 1, 0, None], numbers),
    "int64": (pa.int64(), [2**53 - 1, -(2**53 - 1), None], numbers),
    "uint64": (pa.uint64(), [2**53 - 1, 0, 7], numbers),
    "half": (pa.float16(), [np.float16(1.5), np.float16(-6e-8), None], numbers),
    "single": (pa.float32(), [np.float32(0.1), float("nan"), float("-inf")], numbers),
    "double": (pa.float64(), [1 / 3, 1e300, None], numbers),
    "bool": (pa.bool_(), [True, False, None], numbers),
    "nothing": (pa.null(), [None, None, None], numbers),
    "decimal": (pa.decimal128(9, 2), [decimal.Decimal("-1.25"), decimal.Decimal("9999999.99"), None], numbers),
    "wide decimal": (pa.decimal256(60, 30), [decimal.Decimal("0." + "3" * 30), decimal.Decimal(-7), None], numbers),
}
told = {name: told_as(values) for name, (_, values, told_as) in small.items()}
types = {name: pa.array(values, type_) for name, (type_, values, _) in small.items()}

moment = datetime.datetime(2024, 2, 29, 12, 30, 0, 500000)
early = datetime.datetime(1969, 12, 31, 23, 59, 59, 999999)
words = {
    "text": (pa.array(["é", "", None]), ["é", "", None]),
    "large text": (pa.array(["a" * 300, "b", "c"], pa.large_string()), ["a" * 300, "b", "c"]),
    "category": (pa.array(["x", "y", "x"]).dictionary_encode(), ["x", "y", "x"]),
    "date": (pa.array([datetime.date(2024, 2, 29), datetime.date(1, 1, 1), None]), ["2024-02-29", "0001-01-01", None]),
    "time": (pa.array([datetime.time(0, 0, 0, 1), datetime.time(23, 59, 59), None]), ["00:00:00.000001", "23:59:59", None]),
    "short time": (pa.array([datetime.time(1, 2, 3, 40000), None, None], pa.time32("ms")), ["01:02:03.04", None, None]),
    "milliseconds": (pa.array([moment, None, None], pa.timestamp("ms")), ["2024-02-29T12:30:00.5", None, None]),
    "microseconds": (
        pa.array([early, moment, None], pa.timestamp("us", tz="UTC")),
        ["1969-12-31T23:59:59.999999Z", "2024-02-29T12:30:00.5Z", None],
    ),
    "nanoseconds": (pa.array([1, -1, None], pa.timestamp("ns")), ["1970-01-01T00:00:00.000000001", "1969-12-31T23:59:59.999999999", None]),
    "uuid": (
        pa.array([uuid.UUID(int=5).bytes, uuid.UUID(int=2**128 - 1).bytes, None], pa.uuid()),
        [str(uuid.UUID(int=5)), str(uuid.UUID(int=2**128 - 1)), None],
    ),
}
told_words = {name: texts(values) for name, (_, values) in words.items()}

columns = {
    "whole": holes([int(value) for value in rng.integers(-(10**6), 10**6, ROWS)], 7),
    "long": [int(value) for value in rng.integers(-(2**52), 2**52, ROWS)],
    "step": list(range(ROWS)),
    "number": holes([float(value) for value in rng.normal(size=ROWS)], 11),
    "single": [float(np.float32(value)) for value in rng.normal(size=ROWS)],
    "flag": holes([bool(value) for value in rng.integers(0, 2, ROWS)], 5),
    "word": holes([["red", "green", "blue"][value] for value in rng.integers(0, 3, ROWS)], 13),
    "name": [f"name {value:04d}" for value in rng.integers(0, 9999, ROWS)],
}
kinds = {"whole": pa.int32(), "long": pa.int64(), "step": pa.int64(), "single": pa.float32()}
large = pa.table({name: pa.array(values, kinds.get(name)) for name, values in columns.items()})
told_large = {name: (texts if name in ("word", "name") else numbers)(values) for name, values in columns.items()}

pages = {"row_group_size": 90, "data_page_size": 128, "write_batch_size": 16}
deltas = {
    "whole": "DELTA_BINARY_PACKED",
    "long": "DELTA_BINARY_PACKED",
    "step": "DELTA_BINARY_PACKED",
    "number": "BYTE_STREAM_SPLIT",
    "single": "BYTE_STREAM_SPLIT",
    "flag": "RLE",
    "word": "DELTA_LENGTH_BYTE_ARRAY",
    "name": "DELTA_BYTE_ARRAY",
}
place = pa.table(
    {
        "place": pa.array([{"street": "a", "number": 1}, None, {"street": None, "number": 3}]),
        "n": pa.array([1, 2, 3]),
    }
)

tables = {
    "numbers of every type": [written(pa.table(types)), "numbers"],
    "numbers of every type, of version 1": [
        written(pa.table({name: array for name, array in types.items() if name != "half"}), version="1.0"),
        "numbers of version 1",
    ],
    "texts of every type": [written(pa.table({name: array for name, (array, _) in words.items()})), "texts"],
    "times as Impala wrote them": [
        written(pa.table({"t": pa.array([moment, early, None])}), use_deprecated_int96_timestamps=True),
        "times",
    ],
    "groups": [
        written(place),
        "groups",
    ],
    "no rows": [written(large.slice(0, 0)), "no rows"],
    "dictionaries, snappy": [written(large, compression="snappy", **pages), "large"],
    "plain, gzip": [written(large, compression="gzip", use_dictionary=False, **pages), "large"],
    "pages of version 2, snappy": [written(large, compression="snappy", data_page_version="2.0", **pages), "large"],
    "pages of version 2, plain, with checksums": [
        written(large, use_dictionary=False, data_page_version="2.0", write_page_checksum=True, **pages),
        "large",
    ],
    "differences and streams": [
        written(large, use_dictionary=False, column_encoding=deltas, write_page_checksum=True, **pages),
        "large",
    ],
    "differences and streams, pages of version 2, gzip": [
        written(large, use_dictionary=False, column_encoding=deltas, compression="gzip", data_page_version="2.0", **pages),
        "large",
    ],
}

refused = {
    "wide integers": [written(pa.table({"id": pa.array([2**60])})), "it has 1152921504606846976, which no float64 holds"],
    "lists of wide integers": [written(pa.table({"n": [1, 2], "ids": pa.array([[1], [2**60]])})), "it has 1152921504606846976, which no float64 holds"],
    "a text that is not UTF-8": [
        written(pa.table({"raw": pa.StringArray.from_buffers(1, pa.py_buffer(np.int32([0, 2]).tobytes()), pa.py_buffer(b"\xff\xfe"))})),
        "it has a text that is not UTF-8",
    ],
}

# The same small table, as other libraries write it.
mixed = {
    "n": [1, None, 3],
    "x": [0.5, -1.25, None],
    "word": ["red", None, "red"],
    "day": [datetime.date(2024, 2, 29), None, datetime.date(1999, 1, 1)],
    "at": [moment, None, early],
    "flag": [True, None, False],
}
told_mixed = {
    "n": numbers(mixed["n"]),
    "x": numbers(mixed["x"]),
    "word": texts(mixed["word"]),
    "day": texts(["2024-02-29", None, "1999-01-01"]),
    "at": texts(["2024-02-29T12:30:00.5", None, "1969-12-31T23:59:59.999999"]),
    "flag": numbers(mixed["flag"]),
}


def written_to_file(write):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        write(str(path))
        return base64.b64encode(path.read_bytes()).decode()


frame = pl.DataFrame(mixed)
plain = pd.DataFrame({"n": [1, 2, 3], "x": [0.5, -1.25, None], "word": ["red", None, "red"]})
told_plain = {"n": numbers([1, 2, 3]), "x": numbers([0.5, -1.25, None]), "word": texts(["red", None, "red"])}
tables |= {
    "of Polars, snappy": [written_to_file(lambda path: frame.write_parquet(path, compression="snappy")), "mixed"],
    "of Polars, gzip": [written_to_file(lambda path: frame.write_parquet(path, compression="gzip")), "mixed"],
    "of DuckDB": [
        written_to_file(lambda path: duckdb.sql("select * from frame").write_parquet(path)),
        "mixed",
    ],
    "of DuckDB, version 2": [
        written_to_file(lambda path: duckdb.sql(f"copy frame to '{path}' (format parquet, parquet_version v2)")),
        "mixed",
    ],
    "of fastparquet": [written_to_file(lambda path: fastparquet.write(path, plain, compression="GZIP")), "plain"],
    "of pandas": [written_to_file(lambda path: plain.to_parquet(path, engine="pyarrow")), "plain"],
}

one = pa.table({"n": pa.array([1, 2, 3])})
tables |= {packed: [written(one, compression=packed), "one"] for packed in ("zstd", "brotli", "lz4")}

contents = {
    "mixed": told_mixed,
    "plain": told_plain,
    "numbers": told,
    "numbers of version 1": {name: column for name, column in told.items() if name != "half"},
    "texts": told_words,
    "times": {"t": texts(["2024-02-29T12:30:00.5", "1969-12-31T23:59:59.999999", None])},
    "groups": {"place.street": texts(["a", None, None]), "place.number": numbers([1, None, 3]), "n": numbers([1, 2, 3])},
    "no rows": {name: [kind, []] for name, (kind, _) in told_large.items()},
    "large": told_large,
    "one": {"n": numbers([1, 2, 3])},
}

Path(__file__).with_name("tables.json").write_text(json.dumps({"contents": contents, "tables": tables, "refused": refused}, indent=0) + "\n")
