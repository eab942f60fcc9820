# Runs PyTorch's side of pytorch.json, and writes what each row gives to pytorch.values.json: python3 site/data/check-pytorch.py
import json
import math
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.utils.checkpoint

here = pathlib.Path(__file__).parent
table = json.loads((here / "pytorch.json").read_text())
assert torch.__version__.startswith(table["version"]), torch.__version__


def plain(value):
    """A value as JSON, to five digits, and four decimals at most; one more where the last could be rounded either way."""
    if isinstance(value, torch.Tensor):
        return plain(value.detach().tolist())
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, float):
        digits = 4 - max(0, math.floor(math.log10(abs(value) or 1)))
        rest = abs(value) * 10**digits % 1
        rounded = round(value, digits + (abs(rest - 0.5) < 0.02))
        return int(rounded) if rounded == int(rounded) else rounded
    if isinstance(value, int):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    raise TypeError(f"{type(value)} is not compared: mark the row with \"runs\", or with what to compare of it")


values = {}
for rows in table["sections"].values():
    for theirs, ours, *rest in rows:
        names = {"torch": torch, "nn": nn, "F": F, "math": math}
        exec("\n".join(table["theirs"] + table["comparing"]["theirs"]), names)
        found = eval(theirs, names)
        mark = rest[1] if len(rest) > 1 else None
        if isinstance(mark, dict):
            found = eval(mark["theirs"], {**names, "it": found})
        try:
            values[theirs] = None if mark == "runs" or ours is None else plain(found)
        except TypeError as error:
            raise SystemExit(f"{theirs}: {error}")

lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in values.items())
(here / "pytorch.values.json").write_text("{\n" + lines + "\n}\n")
print(f"{len(values)} rows run with PyTorch {torch.__version__}")
