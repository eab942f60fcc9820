#!/usr/bin/python3
"""Golden values and gradients of whole quotients, and of bounds on one side: see cases.py.

Where PyTorch cannot be followed, and the cases keep away:
  - truncDivide where a / b rounds to a whole number, as 1 / 0.1 does: PyTorch truncates the rounded quotient;
  - gradients of quotients: PyTorch refuses those of floor division; ours are zeros, as of floor.
"""

from cases import Cases, normal, torch

GOLDEN = Cases()

# Quotients ---------------------------------------------------------------------

INTEGERS = torch.tensor([7, -7, 7, -7, 6, 0])
DIVISORS = torch.tensor([3, 3, -3, -3, 3, 2])
LARGE = torch.tensor([2**31 - 1, -(2**31), 2**31 - 2, -(2**31)])
BY = torch.tensor([2, 3, 2**31 - 1, 2**31 - 1])
SHAPES = [("same shapes", (3, 4), (3, 4)), ("broadcast", (2, 1, 3), (4, 1)), ("with a scalar", (2, 3), ())]

for op, mode in [("floorDivide", "floor"), ("truncDivide", "trunc")]:
    divided = lambda a, b: torch.div(a, b, rounding_mode=mode)
    GOLDEN.add(op, "integers", [INTEGERS, DIVISORS], lambda: divided(INTEGERS, DIVISORS))
    GOLDEN.add(op, "large integers", [LARGE, BY], lambda: divided(LARGE, BY))
    for label, a_shape, b_shape in SHAPES:
        a, b = normal(1, *a_shape, scale=3), normal(2, *b_shape)
        # Differentiable, so that our gradients are compared with zeros.
        GOLDEN.add(op, label, [a, b], lambda a, b: divided(a.detach(), b.detach()) + 0 * a * b)

# Bounds ------------------------------------------------------------------------

X = normal(3, 3, 4)
GOLDEN.add("clip", "a number below", [X, 0.25], lambda x: torch.clamp(x, min=0.25))
GOLDEN.add("clip", "a tensor below", [X, normal(4, 3, 1)], lambda x, low: torch.clamp(x, min=low))

GOLDEN.write(__file__)
