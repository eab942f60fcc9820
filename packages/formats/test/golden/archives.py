#!/usr/bin/python3
"""npz files as NumPy writes them, and files of torch.save, with what is in each.

Debian:  apt-get install python3-numpy python3-torch
Run:     /usr/bin/python3 packages/formats/test/golden/archives.py

It writes archives.json beside it: files in base64; the shapes and values that they have to be read as, as text, so that NaN
and infinities can be told; or a part of the message with which they are refused.
"""

import base64
import collections
import io
import json
import math
import pickle
from pathlib import Path

import numpy as np
import torch


def encoded(write):
    out = io.BytesIO()
    write(out)
    return base64.b64encode(out.getvalue()).decode()


def told(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "values": [repr(float(value)) for value in array.flatten()]}


rng = np.random.default_rng(0)
arrays = {
    "layer.0/weight": rng.normal(size=(3, 4)).astype(np.float32),
    "fortran": np.asfortranarray(rng.normal(size=(2, 3))),
    "big": np.arange(5, dtype=">i4"),
    "long": np.arange(-2, 3),
    "mask": np.array([True, False]),
    "half": np.array(1.5, np.float16),
}
npz = {
    name: {"file": encoded(lambda out: save(out, **arrays)), "tensors": {key: told(x) for key, x in arrays.items()}}
    for name, save in [("stored", np.savez), ("deflated", np.savez_compressed)]
}


def tell(tensors):
    return {name: told(x.detach().float() if x.dtype == torch.bfloat16 else x.detach()) for name, x in tensors.items()}


pytorch, refused = {}, {}


def add(name, saved, tensors, values=None, **options):
    pytorch[name] = {
        "file": encoded(lambda out: torch.save(saved, out, **options)),
        "tensors": tell(tensors),
        "values": values or {},
    }


torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
state = model.state_dict()
add("state dict", state, state)
for protocol in [3, 4, 5]:
    add(f"state dict in protocol {protocol}", state, state, pickle_protocol=protocol)

kinds = ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]
dtypes = {kind: torch.tensor([0, 1, 1, 0]).to(getattr(torch, kind)) for kind in kinds}
dtypes["special"] = torch.tensor([math.inf, -math.inf, math.nan, -0.0])
dtypes["ends"] = torch.tensor([-(2**31), 2**31 - 1])
add("dtypes", dtypes, dtypes)

base = torch.arange(24.0)
views = {
    "base": base,
    "tied": base,
    "part": base[4:10],
    "reshaped": base.reshape(2, 3, 4),
    "transposed": base.reshape(2, 3, 4).transpose(0, 2),
    "steps": base[1::5],
    "block": base.reshape(4, 6)[1:3, 2:5],
    "overlapping": base.as_strided((3, 4), (2, 1), 1),
    "scalar": base[7],
    "empty": torch.zeros(0, 3),
}
add("views", views, views)
old = {"_use_new_zipfile_serialization": False}
add("state dict, before 1.6", state, state, **old)
for protocol in [3, 4, 5]:
    add(f"state dict in protocol {protocol}, before 1.6", state, state, pickle_protocol=protocol, **old)
add("dtypes, before 1.6", dtypes, dtypes, **old)
add("views, before 1.6", views, views, **old)

adam = torch.optim.Adam(model.parameters(), lr=0.1)
model(torch.ones(4, 3)).sum().backward()
adam.step()
whole = {
    "model": model.state_dict(),
    "optimizer": adam.state_dict(),
    "epoch": 3,
    "best": 0.25,
    "name": "a ä",
    "seed": 2**40,
    "done": False,
    "rest": None,
    "shape": torch.ones(2, 3).shape,
    "history": [torch.ones(2), (1, 2.5)],
    "huge": 2**62,
}
devices = {"where": torch.device("cpu"), "which": torch.device("cuda", 1)}
add("devices", devices, {}, {"where": "cpu", "which": "cuda:1"})

tensors = {f"model.{key}": x for key, x in model.state_dict().items()}
for at, slots in adam.state_dict()["state"].items():
    tensors |= {f"optimizer.state.{at}.{key}": x for key, x in slots.items()}
tensors["history.0"] = torch.ones(2)
group = adam.state_dict()["param_groups"][0]
values = {"epoch": 3, "best": 0.25, "name": "a ä", "seed": 2**40, "done": False, "rest": None, "shape.0": 2, "shape.1": 3}
values |= {"history.1.0": 1, "history.1.1": 2.5, "huge": f"bigint {2**62}"}
for key, value in group.items():
    if isinstance(value, (tuple, list)):
        values |= {f"optimizer.param_groups.0.{key}.{at}": part for at, part in enumerate(value)}
    else:
        values[f"optimizer.param_groups.0.{key}"] = value
add("checkpoint", whole, tensors, values)
add("checkpoint, before 1.6", whole, tensors, values, **old)

parameter = torch.nn.Parameter(torch.ones(2, 2))
add("parameter", {"w": parameter}, {"w": parameter})
add("single tensor", torch.ones(3), {"tensor": torch.ones(3)})
add("list", [torch.ones(1), torch.zeros(2)], {"0": torch.ones(1), "1": torch.zeros(2)})


class Mine:
    pass


class Shell:
    def __reduce__(self):
        return (eval, ("1",))


def refuse(name, saved, message, **options):
    refused[name] = [encoded(lambda out: torch.save(saved, out, **options)), message]


def script(out):
    torch.jit.save(torch.jit.script(model), out)


refuse("whole model", model, "it needs torch.nn.modules.container.Sequential, which is not run")
refuse("class of one's own", {"x": Mine()}, "it needs __main__.Mine, which is not run")
refuse("code", {"x": Shell()}, "it needs builtins.eval, which is not run", pickle_protocol=4)
refuse("set", {"x": {1}}, "it needs __builtin__.set, which is not run")
refuse("default dictionary", collections.defaultdict(list), "it needs collections.defaultdict, which is not run")
refuse("NumPy array", {"x": np.ones(2)}, "it needs numpy.core.multiarray._reconstruct, which is not run")
refuse("complex numbers", {"x": torch.ones(2, dtype=torch.complex64)}, "it needs torch.ComplexFloatStorage, which is not run")
refuse("quantised", {"x": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)}, "_rebuild_qtensor, which is not run")
refuse("sparse", {"x": torch.eye(2).to_sparse()}, "torch._utils._rebuild_sparse_tensor, which is not run")
refuse("int64 beyond int32", {"a": {"n": torch.tensor([0, 2**31])}}, "tensor 'a.n': element 1 is 2147483648")
refuse("expanded", {"x": torch.ones(1).expand(5)}, "tensor 'x': its 5 elements are more than the 1 of its storage")
refuse("two with one path", {"a.b": 1, "a": {"b": 2}}, "two values in it have the path 'a.b'")
refuse("whole model, before 1.6", model, "it needs torch.nn.modules.container.Sequential, which is not run", **old)
refused["another pickle"] = [encoded(lambda out: pickle.dump({"a": 1}, out)), "a pickle that torch.save has not written"]
refused["TorchScript"] = [encoded(script), "it is a module of TorchScript"]
circle = []
circle.append(circle)
refuse("a list in itself", circle, "it nests deeper than 100")
bomb = [1]
for _ in range(40):
    bomb = [bomb, bomb]
refuse("lists of the same lists", bomb, "would hold far more than the file does")

# What `gradiente inspect` has to say of the first file: by PyTorch's own functions, of what PyTorch reads of it.
state = torch.load(io.BytesIO(base64.b64decode(pytorch["state dict"]["file"])))
numbers = {name: x.double() for name, x in state.items()}
shown = {
    name: {
        "dtype": str(state[name].dtype),
        "shape": list(x.shape),
        "min": x.min().item(),
        "max": x.max().item(),
        "mean": x.mean().item(),
        "deviation": x.std(unbiased=False).item(),
        "nan": int(x.isnan().sum()),
    }
    for name, x in numbers.items()
}

written = {"numpy": np.__version__, "torch": torch.__version__, "npz": npz, "pytorch": pytorch, "refused": refused, "shown": shown}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n")
