#!/usr/bin/python3
"""Writes <model>.safetensors for each of the models, and outputs.json: inputs, and what PyTorch makes of them.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 -B packages/nn/test/golden/weights/write.py
"""

import json
from pathlib import Path

import numpy as np
import torch
from models import MODELS, outputs_of, stored, write_safetensors

FOLDER = Path(__file__).parent

# What floating weights are written as, where that is not F32.
HALVES = {"lstm": torch.float16, "transformer": torch.bfloat16}


def inputs_of(name):
    if name == "gpt2":
        return torch.randint(0, 19, (2, 7))
    shapes = {"mlp": (4, 5), "batch-norm-cnn": (3, 2, 8, 8), "lstm": (5, 2, 4), "transformer": (2, 6, 12)}
    return torch.randn(shapes[name])


def unlike_new(name, model):
    """Gives what is 0, 1 or the same in all layers of a new model other values, as training does."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * (0.2 if parameter.ndim == 1 else 0.05))
    if name == "batch-norm-cnn":
        # Running statistics, of three batches.
        for _ in range(3):
            model(torch.randn(16, 2, 8, 8) * 1.5 + 0.5)


cases = []
for seed, (name, make) in enumerate(MODELS.items()):
    torch.manual_seed(seed)
    model = make()
    unlike_new(name, model)
    state = model.state_dict()
    if name in HALVES:
        state = {key: value.to(HALVES[name]) for key, value in state.items()}
        model.load_state_dict(state)
    write_safetensors(FOLDER / f"{name}.safetensors", state)
    x = inputs_of(name)
    outputs = [stored(y) for y in outputs_of(model, x)]
    cases.append({"name": name, "input": stored(x), "outputs": outputs})

versions = {"torch": torch.__version__, "numpy": np.__version__}
lines = ",\n".join(json.dumps(case, allow_nan=False) for case in cases)
(FOLDER / "outputs.json").write_text(f'{{"versions": {json.dumps(versions)}, "cases": [\n{lines}\n]}}\n')
for case in cases:
    size = (FOLDER / f"{case['name']}.safetensors").stat().st_size
    print(f"{case['name']}: {size} bytes")
