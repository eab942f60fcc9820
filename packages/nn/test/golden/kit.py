"""What the scripts of golden values for layers share.

A case is a PyTorch module, its state, inputs, and what it makes of them:

    {name, theirs, training, state, inputs, outputs, inputGradients, gradients, after}

`theirs` is what computed it: a name in PyTorch, such as "nn.Linear", or the paper
whose equations the script computes where PyTorch has no such thing.

`state` and `after` are the state dicts before and after the call (`after` only
where a buffer changed); `gradients` are those of the parameters by path, and
`inputGradients` those of the inputs (null for integers), of the sum over all
outputs of output * weight, where the weight of the i-th element in row-major
order is cos(i). Tensors are {shape, dtype, data}, data being flat and row-major;
dtype is "float64" or "int32". NaN and the infinities are strings. All
arithmetic is float64. One case per line, so that changes can be read.
"""

import json
import math
import os
import sys
from pathlib import Path

# Plain libm code paths, so that the CPU's vector extensions do not matter.
os.environ["ATEN_CPU_CAPABILITY"] = "default"

import numpy as np
import torch

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True, warn_only=True)
torch.set_default_dtype(torch.float64)
torch.manual_seed(0)


def number(x):
    """A float as strict JSON can hold it."""
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return x


def stored(tensor):
    """A tensor as JSON. Integers and booleans become int32."""
    tensor = tensor.detach()
    dtype = "float64" if tensor.is_floating_point() else "int32"
    values = tensor.contiguous().flatten().tolist()
    data = [number(float(x)) if dtype == "float64" else int(x) for x in values]
    return {"shape": list(tensor.shape), "dtype": dtype, "data": data}


def flat(outputs):
    """The tensors of an output: a tensor, or nested tuples of them."""
    if isinstance(outputs, torch.Tensor):
        return [outputs]
    return [tensor for part in outputs if part is not None for tensor in flat(part)]


class Golden:
    """Collects cases, and writes them beside the script that ran, as <script>.json."""

    def __init__(self):
        self.cases = []

    def case(self, name, module, *inputs, theirs=None, call=None, training=True, rename=None):
        """Records a case.

        `theirs` must be given where the module is not one of torch.nn: a function's name,
        such as "nn.functional.gelu", or the paper. `call` is a function of the inputs in place of the module itself, where the
        module takes more than tensors. `rename` gives the path here for a path in
        PyTorch, or None to leave an entry out.
        """
        if theirs is None:
            kind = type(module)
            if not kind.__module__.startswith("torch.nn."):
                raise ValueError(f"{name}: say what computes it, with theirs=")
            theirs = f"nn.{kind.__name__}"
        path = (lambda key: key) if rename is None else rename
        module.train(training)
        state = lambda: {
            path(key): stored(value)
            for key, value in module.state_dict().items()
            if path(key) is not None
        }
        before = state()
        inputs = [x.detach().clone().requires_grad_(x.is_floating_point()) for x in inputs]
        module.zero_grad()
        outputs = flat((call or module)(*inputs))
        weighted = [
            (output * torch.cos(torch.arange(output.numel(), dtype=torch.float64)).reshape(output.shape)).sum()
            for output in outputs
            if output.is_floating_point()
        ]
        if any(value.requires_grad for value in weighted):
            sum(weighted).backward()
        after = {key: value for key, value in state().items() if value != before[key]}
        gradient = lambda x: None if x.grad is None else stored(x.grad)
        self.cases.append(
            {
                "name": name,
                "theirs": theirs,
                "training": training,
                "state": before,
                "inputs": [stored(x) for x in inputs],
                "outputs": [stored(x) for x in outputs],
                "inputGradients": [gradient(x) for x in inputs],
                "gradients": {
                    path(key): gradient(parameter)
                    for key, parameter in module.named_parameters()
                    if path(key) is not None and parameter.grad is not None
                },
                "after": after,
            }
        )

    def write(self):
        target = Path(sys.argv[0]).with_suffix(".json")
        versions = {"torch": torch.__version__, "numpy": np.__version__}
        lines = ",\n".join(json.dumps(case, allow_nan=False) for case in self.cases)
        target.write_text(f'{{"versions": {json.dumps(versions)}, "cases": [\n{lines}\n]}}\n')
        print(f"{target.name}: {len(self.cases)} cases")
