#!/usr/bin/python3
"""Golden values and gradients of activations: see cases.py.

Where PyTorch cannot be followed, and the cases keep away:
  - hardSwish at -3 and 3: PyTorch 1.13 has gradients -0.5 and 1.5 there, which are those of neither side; ours are 0 and 1;
  - celu where alpha is no float32: PyTorch rounds it to one.
"""

from cases import Cases, normal, torch, with_values

F = torch.nn.functional
GOLDEN = Cases()

FAR = [0.0, 30.0, -30.0, 500.0, -500.0, 1e4, -1e4]
BOUNDS = [1.0, -1.0, 3.0, -3.0, 6.0]

# op, label, function, our further arguments, special values
CASES = [
    ("logSigmoid", "", F.logsigmoid, [], FAR),
    ("softsign", "", F.softsign, [], FAR),
    ("leakyRelu", "default slope", F.leaky_relu, [], FAR),
    ("leakyRelu", "slope 0.3", lambda x: F.leaky_relu(x, 0.3), [0.3], FAR),
    ("elu", "default alpha", F.elu, [], FAR),
    ("elu", "alpha 0.3", lambda x: F.elu(x, 0.3), [0.3], FAR),
    ("celu", "default alpha", F.celu, [], FAR),
    ("celu", "alpha 0.25", lambda x: F.celu(x, 0.25), [0.25], FAR),
    ("selu", "", F.selu, [], FAR),
    ("gelu", "exact", F.gelu, [], FAR),
    ("gelu", "tanh", lambda x: F.gelu(x, approximate="tanh"), ["tanh"], FAR),
    ("silu", "", F.silu, [], FAR),
    # Not F.mish, whose softplus is linear above 20 in its gradient.
    ("mish", "", lambda x: x * torch.tanh(F.softplus(x, threshold=100)), [], FAR),
    ("hardTanh", "default bounds", F.hardtanh, [], FAR + BOUNDS),
    ("hardTanh", "bounds -0.5 and 3", lambda x: F.hardtanh(x, -0.5, 3.0), [-0.5, 3], FAR + BOUNDS),
    # Not F.hardsigmoid, whose gradient is a sixth in float32.
    ("hardSigmoid", "", lambda x: F.relu6(x + 3) / 6, [], FAR + BOUNDS),
    ("hardSwish", "", F.hardswish, [], FAR + [2.9, -2.9]),
]
for op, label, fn, arguments, values in CASES:
    prefix = f"{label}, " if label else ""
    GOLDEN.add(op, f"{prefix}special and large values", [with_values(normal(200, 8, scale=2), *values), *arguments], fn)
    GOLDEN.add(op, f"{prefix}3-D", [normal(201, 2, 3, 2, scale=2), *arguments], fn)

GOLDEN.add("prelu", "one slope", [with_values(normal(202, 6), *FAR), torch.tensor(0.25)], lambda x, a: F.prelu(x, a.reshape(1)))
GOLDEN.add(
    "prelu",
    "a slope for each channel",
    [normal(203, 2, 3, 4, 2), normal(204, 3, 1, 1)],
    lambda x, a: F.prelu(x, a.reshape(3)),
)
for shape, axis in [((6,), 0), ((4, 6), 1), ((4, 6), 0), ((2, 4, 3), -2)]:
    GOLDEN.add("glu", f"shape {list(shape)}, axis {axis}", [normal(205, *shape), axis], lambda x: F.glu(x, axis))
GOLDEN.add("glu", "large values", [torch.tensor([[1e4, -1e4, 1e4, -1e4], [1e4, 1e4, 0.0, 40.0]])], F.glu)


GOLDEN.write(__file__)
