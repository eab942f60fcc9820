#!/usr/bin/python3
"""Loads the <model>.safetensors in a folder, which Gradiente wrote, and prints what PyTorch makes of the inputs
in outputs.json as JSON: a list of outputs by model.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 -B packages/nn/test/golden/weights/read.py <folder>
"""

import json
import sys
from pathlib import Path

from models import MODELS, loaded, outputs_of, read_safetensors, stored

cases = json.loads((Path(__file__).parent / "outputs.json").read_text())["cases"]
inputs = {case["name"]: loaded(case["input"]) for case in cases}
results = {}
for file in sorted(Path(sys.argv[1]).glob("*.safetensors")):
    model = MODELS[file.stem]()
    # Strict: no name may be missing or unknown.
    model.load_state_dict(read_safetensors(file))
    results[file.stem] = [stored(y) for y in outputs_of(model, inputs[file.stem])]
print(json.dumps(results, allow_nan=False))
