#!/usr/bin/python3
"""Golden values and gradients of elementwise functions: see cases.py.

Where PyTorch cannot be followed, and the cases keep away:
  - cbrt: it has none; the cases spell it as sign(x) |x| ** (1/3), away from 0;
  - hypot at the origin: PyTorch's gradient is NaN, ours 0, the subgradient of smallest norm;
  - mod where a / b rounds to a whole number, as 1 / 0.1 does: PyTorch's gradient by b does not fit its value;
  - polygamma, and so the gradient of digamma: PyTorch's trigamma has nine right digits; these cases are SciPy's;
  - polygamma at negative x: SciPy sums no terms of negative base (special/values.json has them);
  - sign of NaN: PyTorch gives 0, ours NaN, as NumPy;
  - clip of NaN: PyTorch gives it no gradient, ours passes it on, so that a NaN shows;
  - expm1 far below 0: PyTorch's gradient is y + 1, which has no digits left; ours is exp(x).
"""

import math

import scipy.special
from cases import Cases, normal, positive, torch, with_values

GOLDEN = Cases()
INF = math.inf
NAN = math.nan


# One input ---------------------------------------------------------------------

def inside(seed, *shape):
    """Within +-0.95."""
    return torch.tanh(normal(seed, *shape)).mul(0.95)


def above_one(seed, *shape):
    return positive(seed, *shape) + 1.0


class Polygamma(torch.autograd.Function):
    @staticmethod
    def forward(context, x, n):
        context.save_for_backward(x)
        context.n = n
        return torch.from_numpy(scipy.special.polygamma(n, x.detach().numpy()))

    @staticmethod
    def backward(context, dy):
        (x,) = context.saved_tensors
        return dy * torch.from_numpy(scipy.special.polygamma(context.n + 1, x.detach().numpy())), None


UNARY = [
    # op, function, inputs of a shape, special values
    ("sign", torch.sign, normal, [0.0, INF, -INF]),
    ("expm1", torch.expm1, normal, [0.0, 1e-10, -1e-10, 700.0, -INF]),
    ("log1p", torch.log1p, positive, [0.0, 1e-10, -1e-10, -0.5, 1e300, -1.0, INF]),
    ("log2", torch.log2, positive, [1.0, 8.0, 1e-300, 1e300, 0.0, INF]),
    ("log10", torch.log10, positive, [1.0, 1000.0, 1e-300, 1e300, 0.0, INF]),
    ("rsqrt", torch.rsqrt, positive, [1.0, 4.0, 1e-12, 1e12, 0.0]),
    ("cbrt", lambda x: torch.sign(x) * torch.abs(x) ** (1 / 3), normal, [1.0, -8.0, 1e-12, 1e12]),
    ("reciprocal", torch.reciprocal, normal, [1.0, -4.0, 1e-12, 1e12, INF, -INF]),
    ("sin", torch.sin, normal, [0.0, 1e-10, 1e4, -1e4, 3.5, INF]),
    ("cos", torch.cos, normal, [0.0, 1e-10, 1e4, -1e4, 3.5, INF]),
    ("tan", torch.tan, normal, [0.0, 1e-10, 1e4, -1e4, 1.5]),
    ("asin", torch.asin, inside, [0.0, 1e-10, 1.0, -1.0, 1.5, 0.999999]),
    ("acos", torch.acos, inside, [0.0, 1e-10, 1.0, -1.0, 1.5, -0.999999]),
    ("atan", torch.atan, normal, [0.0, 1e-10, 1e4, -1e200, INF]),
    ("sinh", torch.sinh, normal, [0.0, 1e-10, 30.0, -30.0]),
    ("cosh", torch.cosh, normal, [0.0, 1e-10, 30.0, -30.0]),
    ("asinh", torch.asinh, normal, [0.0, 1e-10, 1e4, -1e4]),
    ("acosh", torch.acosh, above_one, [1.0, 1.0000001, 1e4, 0.5]),
    ("atanh", torch.atanh, inside, [0.0, 1e-10, 0.999999, 1.0, 1.5]),
    ("erf", torch.erf, normal, [0.0, 1e-10, 0.5, -0.5, 3.0, -6.0, 1e4, INF]),
    ("erfc", torch.erfc, normal, [0.0, 1e-10, 0.5, -0.5, 3.0, 6.5, -6.0, 1e4, INF]),
    ("lgamma", torch.lgamma, positive, [1.0, 2.0, 0.5, 1e-10, 100.0, 1e10, -0.5, -3.7]),
    ("digamma", lambda x: Polygamma.apply(x, 0), positive, [1.0, 2.0, 0.5, 1e-10, 100.0, 1e10]),
    ("floor", torch.floor, normal, [0.0, 0.5, -0.5, 2.0, 1e300, INF, NAN]),
    ("ceil", torch.ceil, normal, [0.0, 0.5, -0.5, 2.0, 1e300, INF, NAN]),
    ("trunc", torch.trunc, normal, [0.0, 0.5, -0.5, 2.0, 1e300, INF, NAN]),
    ("round", torch.round, normal, [0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 1e300, INF, NAN]),
    ("isNaN", torch.isnan, normal, [0.0, INF, -INF, NAN]),
    ("isFinite", torch.isfinite, normal, [0.0, INF, -INF, NAN]),
    ("isInfinite", torch.isinf, normal, [0.0, INF, -INF, NAN]),
]
for op, fn, inputs, values in UNARY:
    GOLDEN.add(op, "special values", [with_values(inputs(100, 6), *values)], fn)
    GOLDEN.add(op, "3-D", [inputs(101, 2, 3, 2)], fn)
for n in [0, 1, 2, 4]:
    x = with_values(positive(102, 6), 1.0, 2.0, 0.1, 30.0)
    GOLDEN.add("polygamma", f"order {n}", [x, n], lambda x: Polygamma.apply(x, n))
GOLDEN.add("polygamma", "3-D", [positive(103, 2, 3, 2), 1], lambda x: Polygamma.apply(x, 1))


# Two inputs --------------------------------------------------------------------

SHAPES = [("same shapes", (3, 4), (3, 4)), ("broadcast", (2, 1, 3), (4, 1)), ("with a scalar", (2, 3), ())]
BINARY = [
    ("atan2", torch.atan2, [0.0, 1.0, -1.0, 2.0, 1e4, 1e-4, INF], [1.0, 0.0, 0.0, -1.0, 1e-4, 1e4, 1.0]),
    ("hypot", torch.hypot, [3.0, 0.0, -5.0, 1e200, 1e-200, INF], [4.0, 2.0, 12.0, 1e200, 1e-200, 1.0]),
    ("mod", torch.remainder, [7.0, -7.0, 7.0, -7.0, 6.0, 0.0, 1e6], [3.0, 3.0, -3.0, -3.0, 3.0, 2.0, 0.7]),
    ("fmod", torch.fmod, [7.0, -7.0, 7.0, -7.0, 6.0, 0.0, 1e6], [3.0, 3.0, -3.0, -3.0, 3.0, 2.0, 0.7]),
]
for op, fn, a, b in BINARY:
    GOLDEN.add(op, "special values", [torch.tensor(a), torch.tensor(b)], fn)
    for label, a_shape, b_shape in SHAPES:
        GOLDEN.add(op, label, [normal(110, *a_shape, scale=3), normal(111, *b_shape)], fn)
GOLDEN.add(
    "pow",
    "edges",
    [torch.tensor([0.0, 0.0, 1.0, -1.0, 2.0, INF, 0.5]), torch.tensor([-1.0, 0.0, INF, INF, -INF, 2.0, INF])],
    torch.pow,
)
INTEGERS = torch.tensor([7, -7, 7, -7, 6, 0])
DIVISORS = torch.tensor([3, 3, -3, -3, 3, 2])
GOLDEN.add("mod", "integers", [INTEGERS, DIVISORS], lambda: torch.remainder(INTEGERS, DIVISORS))
GOLDEN.add("fmod", "integers", [INTEGERS, DIVISORS], lambda: torch.fmod(INTEGERS, DIVISORS))
GOLDEN.add("maximum", "integers", [INTEGERS, DIVISORS], lambda: torch.maximum(INTEGERS, DIVISORS))
GOLDEN.add("minimum", "integers", [INTEGERS, DIVISORS], lambda: torch.minimum(INTEGERS, DIVISORS))
for op, fn in [("maximum", torch.maximum), ("minimum", torch.minimum)]:
    GOLDEN.add(op, "infinities", [torch.tensor([INF, -INF, 1.0, 0.0]), torch.tensor([1.0, -1.0, INF, -INF])], fn)


# Three inputs ------------------------------------------------------------------

GOLDEN.add("lerp", "a scalar weight", [normal(120, 3, 4), normal(121, 3, 4), 0.3], lambda a, b: torch.lerp(a, b, 0.3))
GOLDEN.add("lerp", "tensors", [normal(120, 3, 4), normal(121, 3, 4), normal(122, 3, 4)], torch.lerp)
GOLDEN.add("lerp", "broadcast", [normal(123, 2, 1, 3), normal(124, 4, 1), normal(125, 3)], torch.lerp)
GOLDEN.add(
    "lerp",
    "ends and middle",
    [torch.full((4,), 0.1), torch.full((4,), 0.7), torch.tensor([0.0, 0.5, 1.0, 2.0])],
    torch.lerp,
)
CLIPPED = torch.tensor([-2.0, -1.0, 0.0, 0.5, 0.7, 1.0])
LOW = torch.tensor([-1.0, -1.0, 0.5, 0.5, 2.0, -INF])
HIGH = torch.tensor([1.0, 1.0, 1.0, 0.5, 1.0, 1.0])
GOLDEN.add("clip", "tensors as bounds, ties, crossed bounds", [CLIPPED, LOW, HIGH], torch.clamp)
GOLDEN.add(
    "clip", "bounds that broadcast", [normal(126, 3, 4), normal(127, 4) - 1.5, normal(128, 3, 1) + 1.5], torch.clamp
)


# Comparison and logic ----------------------------------------------------------

A = torch.tensor([1.0, 2.0, NAN, INF, -INF, 0.0])
B = torch.tensor([1.0, 3.0, NAN, INF, 1.0, -0.0])
for op, fn in [
    ("eq", torch.eq),
    ("ne", torch.ne),
    ("gt", torch.gt),
    ("ge", torch.ge),
    ("lt", torch.lt),
    ("le", torch.le),
]:
    GOLDEN.add(op, "special values", [A, B], fn)
    GOLDEN.add(op, "broadcast", [normal(130, 2, 1, 3).round(), normal(131, 4, 1).round()], fn)
YES = torch.tensor([[True, False], [True, True]])
NO = torch.tensor([True, False])
for op, fn in [("and", torch.logical_and), ("or", torch.logical_or), ("xor", torch.logical_xor)]:
    GOLDEN.add(op, "broadcast", [YES, NO], lambda: fn(YES, NO))
    GOLDEN.add(op, "same shapes", [YES, ~YES.T], lambda: fn(YES, ~YES.T))
GOLDEN.add("not", "matrix", [YES], lambda: torch.logical_not(YES))


GOLDEN.write(__file__)
