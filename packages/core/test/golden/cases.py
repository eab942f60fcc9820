"""Golden cases: an operation called with given arguments, its values and gradients by PyTorch in float64.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/core/test/golden/<area>.py

Each script writes <area>.json beside it: {"versions", "cases"}, one case per line:

    {name, op, args, cotangents, outputs, gradients}

`args` is what our op is called with, a tensor being {"tensor": {dtype, shape, data}}, data flat and row-major.
`outputs` and `cotangents` have one tensor for each floating result, `gradients` one for each float64 tensor in
`args`: the gradient of the sum of output * cotangent. NaN and the infinities are the strings "NaN", "Infinity" and
"-Infinity".
"""

import json
import math
import os
from pathlib import Path

# Plain libm code paths, so that the CPU's vector extensions do not matter.
os.environ["ATEN_CPU_CAPABILITY"] = "default"

import numpy as np
import torch

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
torch.set_default_dtype(torch.float64)

DTYPES = {torch.float64: "float64", torch.int64: "int32", torch.int32: "int32", torch.bool: "bool"}


def normal(seed, *shape, scale=1.0):
    """Seeded normal values rounded to four decimals (numpy's frozen legacy stream)."""
    values = np.random.RandomState(seed).standard_normal(shape)
    return torch.from_numpy(np.asarray(np.round(values * scale, 4)))


def positive(seed, *shape):
    return normal(seed, *shape).abs() + 0.25


def with_values(x, *values):
    """A 1-D tensor: the values of x, then the given ones."""
    return torch.cat([x.reshape(-1), torch.tensor(values)])


def number(x):
    """A float as strict JSON can hold it."""
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
    return x


def stored(t):
    data = [number(x) for x in t.detach().reshape(-1).to(torch.int32 if t.dtype == torch.bool else t.dtype).tolist()]
    return {"dtype": DTYPES[t.dtype], "shape": list(t.shape), "data": data}


def encode(arg):
    if isinstance(arg, torch.Tensor):
        return {"tensor": stored(arg)}
    if isinstance(arg, (list, tuple)):
        return [encode(inner) for inner in arg]
    if isinstance(arg, dict):
        return {key: encode(inner) for key, inner in arg.items()}
    return number(arg)


def floats(arg):
    """The float64 tensors in an argument, in order."""
    if isinstance(arg, torch.Tensor):
        return [arg] if arg.dtype == torch.float64 else []
    if isinstance(arg, dict):
        arg = list(arg.values())
    return [t for inner in arg for t in floats(inner)] if isinstance(arg, (list, tuple)) else []


class Cases:
    def __init__(self):
        self.cases = []

    def add(self, op, label, args, fn):
        """Records our call op(*args), worked out as fn(*the float64 tensors in args)."""
        inputs = [t.detach().clone().requires_grad_() for t in floats(args)]
        results = fn(*inputs)
        results = list(results) if isinstance(results, (list, tuple)) else [results]
        outputs = [y for y in results if y.dtype == torch.float64]
        # The cotangents are seeded by the position of the case.
        cotangents = [normal(1000 + 10_000 * i + len(self.cases), *y.shape) for i, y in enumerate(outputs)]
        differentiable = [(y * c).sum() for y, c in zip(outputs, cotangents) if y.requires_grad]
        gradients = (
            torch.autograd.grad(sum(differentiable), inputs, allow_unused=True) if differentiable else [None] * len(inputs)
        )
        self.cases.append(
            {
                "name": f"{op}: {label}",
                "op": op,
                "args": encode(list(args)),
                "cotangents": [stored(c) for c in cotangents],
                "outputs": [stored(y) for y in results],
                "gradients": [stored(torch.zeros_like(x) if g is None else g) for x, g in zip(inputs, gradients)],
            }
        )

    def write(self, script):
        versions = {"torch": torch.__version__, "numpy": np.__version__}
        lines = ",\n".join(json.dumps(c, allow_nan=False) for c in self.cases)
        text = f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n'
        Path(script).with_suffix(".json").write_text(text, encoding="utf-8")
