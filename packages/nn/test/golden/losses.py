#!/usr/bin/python3
"""Golden values and gradients of the loss functions, computed with PyTorch.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/losses.py

Writes losses.json beside this file: {"versions", "cases"}, one case per line:

    {name, loss, reduction, prediction, target, value, gradient}

Tensors are {shape, data}, data being flat and row-major; the target also has a
dtype, "float64" or "int32" (class indices). All arithmetic is float64.
`gradient` is that of sum(value) with respect to the prediction, or null where
only the value is meant to be compared. NaN and the infinities are written as
the strings "NaN", "Infinity" and "-Infinity".

The class axis is axis 1, or axis 0 of an unbatched [C] prediction. "mean"
divides by the number of samples (all axes but the class axis) for crossEntropy
and nll, and by the number of elements for the other losses.

Conventions that PyTorch fixes and the cases rely on:
  - bce clamps its logarithms to at least -100, so a certain wrong prediction
    costs 100 (its gradient there, +-1e12, is an artefact and is not recorded);
  - bce's gradient is (p - t) / max(p (1 - p), 1e-12), hence 0 (and not +-1)
    where p == t == 0 or p == t == 1;
  - mae has gradient 0 where prediction == target;
  - huber's delta is 1; klDiv takes log-probabilities, and "mean" is over elements.
"""

import json
import math
import os
from pathlib import Path

# Plain libm code paths, so that the CPU's vector extensions do not matter.
os.environ["ATEN_CPU_CAPABILITY"] = "default"

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
torch.set_default_dtype(torch.float64)

LOSSES = {
    "mse": F.mse_loss,
    "mae": F.l1_loss,
    "huber": F.huber_loss,
    "klDiv": F.kl_div,
    "bce": F.binary_cross_entropy,
    "bceWithLogits": F.binary_cross_entropy_with_logits,
    "crossEntropy": F.cross_entropy,
    "nll": F.nll_loss,
}
CASES = []


def number(x):
    """A float as strict JSON can hold it."""
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
    return x


def tensor_json(t):
    t = t.detach()
    return {"shape": list(t.shape), "data": [number(x) for x in t.reshape(-1).tolist()]}


def normal(seed, *shape, scale=1.0):
    """Seeded normal values rounded to four decimals (numpy's frozen legacy stream)."""
    values = np.random.RandomState(seed).standard_normal(shape)
    return torch.from_numpy(np.asarray(np.round(values * scale, 4)))


def uniform(seed, *shape):
    """Seeded values in [0.05, 0.95], rounded to four decimals."""
    return torch.from_numpy(np.round(np.random.RandomState(seed).uniform(0.05, 0.95, shape), 4))


def probabilities(seed, axis, *shape):
    """Seeded positive values that sum to one along the axis."""
    x = uniform(seed, *shape)
    return x / x.sum(axis, keepdim=True)


def case(name, loss, prediction, target, value_only=False):
    """Records the loss under each reduction."""
    for reduction in ("mean", "sum", "none"):
        p = prediction.clone().requires_grad_()
        value = LOSSES[loss](p, target, reduction=reduction)
        (gradient,) = torch.autograd.grad(value.sum(), [p])
        dtype = "float64" if target.is_floating_point() else "int32"
        CASES.append(
            {
                "name": f"{loss}: {name}, {reduction}",
                "loss": loss,
                "reduction": reduction,
                "prediction": tensor_json(p),
                "target": {**tensor_json(target), "dtype": dtype},
                "value": tensor_json(value),
                "gradient": None if value_only else tensor_json(gradient),
            }
        )


# Regression -------------------------------------------------------------------

for loss in ("mse", "mae"):
    case("2-D", loss, normal(1, 4, 3), normal(2, 4, 3))
    case("1-D with large errors", loss, torch.tensor([1e4, -1e4, 0.5, -2.0]), torch.tensor([-1e4, 0.25, 1e-3, -2.5]))
    case("with ties", loss, torch.tensor([1.5, -2.0, 0.0, 3.0]), torch.tensor([1.5, 2.0, 0.0, 2.0]))


case("2-D", "huber", normal(3, 4, 3, scale=2), normal(4, 4, 3))
case("1-D with large errors", "huber", torch.tensor([1e4, 0.5, -2.0]), torch.tensor([-1e4, 1e-3, -2.5]))
case("at the joint", "huber", torch.tensor([1.0, -1.0, 0.0]), torch.zeros(3))


# Distributions ----------------------------------------------------------------

case("2-D", "klDiv", torch.log_softmax(normal(5, 3, 4), 1), probabilities(6, 1, 3, 4))
case("one-hot targets", "klDiv", torch.log_softmax(normal(7, 2, 3), 1), torch.eye(3)[:2])


# Binary classification --------------------------------------------------------

BINARY = torch.tensor([[1.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
case("hard targets", "bce", uniform(10, 2, 4), BINARY)
case("soft targets", "bce", uniform(11, 2, 4), uniform(12, 2, 4))
EXTREME = torch.tensor([1e-6, 1 - 1e-6, 1e-6, 1 - 1e-6])
case("probabilities near 0 and 1", "bce", EXTREME, torch.tensor([0.0, 1.0, 1.0, 0.0]))
case("exact 0 and 1, right", "bce", torch.tensor([0.0, 1.0, 0.25]), torch.tensor([0.0, 1.0, 1.0]))
case("exact 0 and 1, wrong (value only)", "bce", torch.tensor([0.0, 1.0]), torch.tensor([1.0, 0.0]), value_only=True)

case("hard targets", "bceWithLogits", normal(13, 2, 4, scale=3), BINARY)
case("soft targets", "bceWithLogits", normal(14, 2, 4, scale=3), uniform(15, 2, 4))
case(
    "logits of magnitude 1e4",
    "bceWithLogits",
    torch.tensor([1e4, 1e4, -1e4, -1e4, 1e4, -1e4, 0.0, 0.0]),
    torch.tensor([1.0, 0.0, 1.0, 0.0, 0.25, 0.25, 1.0, 0.0]),
)


# Classification ---------------------------------------------------------------

LARGE_LOGITS = torch.tensor([[1e4, -1e4, 0.0], [1e4, 9999.0, -1e4], [-1e4, -1e4, -9999.5]])
INDICES = [
    ("[N, C]", normal(20, 4, 3, scale=2), torch.tensor([2, 0, 1, 0])),
    ("[C]", normal(21, 5, scale=2), torch.tensor(3)),
    ("[N, C, d]", normal(22, 2, 3, 4, scale=2), torch.tensor([[0, 2, 1, 1], [2, 2, 0, 1]])),
    ("[N, C], logits of magnitude 1e4", LARGE_LOGITS, torch.tensor([1, 0, 2])),
    ("[C], logits of magnitude 1e4", LARGE_LOGITS[1], torch.tensor(1)),
]
for name, logits, target in INDICES:
    case(f"class indices, {name}", "crossEntropy", logits, target)
for name, logits, target in [
    ("[N, C]", normal(23, 4, 3, scale=2), probabilities(24, 1, 4, 3)),
    ("[N, C], one-hot", normal(25, 3, 3, scale=2), torch.eye(3)),
    ("[C]", normal(26, 5, scale=2), probabilities(27, 0, 5)),
    ("[N, C, d]", normal(28, 2, 3, 4, scale=2), probabilities(29, 1, 2, 3, 4)),
    ("[N, C], logits of magnitude 1e4", LARGE_LOGITS, probabilities(30, 1, 3, 3)),
]:
    case(f"probabilities, {name}", "crossEntropy", logits, target)
for name, logits, target in INDICES:
    case(name, "nll", torch.log_softmax(logits, 0 if logits.dim() == 1 else 1), target)


def main():
    versions = {"torch": torch.__version__, "numpy": np.__version__}
    lines = ",\n".join(json.dumps(c, allow_nan=False) for c in CASES)
    text = f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n'
    Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
