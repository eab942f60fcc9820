#!/usr/bin/python3
"""Golden values and gradients of the first operations of the core: see cases.py.

Conventions that PyTorch fixes and the cases rely on:
  - maximum/minimum give each side half of the gradient at a tie; max/min over
    axes share it evenly among the tied elements;
  - relu and abs have gradient 0 at 0;
  - clip passes the gradient at the bounds themselves (x == min, x == max);
  - x ** 0 is 1 with gradient 0 everywhere, x == 0 included;
  - in tensor ** tensor the exponent's gradient is 0 where the base is 0 and
    the exponent is not negative, and NaN where the base is negative.
"""

import math

from cases import Cases, normal, positive, torch, with_values

GOLDEN = Cases()


def case(name, op, fn, args):
    GOLDEN.add(op, name.split(": ", 1)[1], args, fn)


# Softmax family ---------------------------------------------------------------

LARGE_LOGITS = torch.tensor(
    [
        [1e4, 9999.0, -1e4, 0.0],
        [-1e4, -1e4, -10001.0, -9998.5],
        [1e4, 1e4, 1e4, 1e4],
        [0.0, 1e4, -1e4, 9999.75],
    ]
)
LOGITS = [
    ("2-D, last axis", normal(1, 3, 5, scale=2), 1),
    ("2-D, first axis", normal(2, 4, 3, scale=2), 0),
    ("3-D, middle axis", normal(3, 2, 4, 3, scale=2), 1),
    ("1-D", normal(4, 6, scale=3), 0),
    ("logits of magnitude 1e4, last axis", LARGE_LOGITS, 1),
    ("logits of magnitude 1e4, first axis", LARGE_LOGITS.T.contiguous(), 0),
]
for name, x, axis in LOGITS:
    case(f"softmax: {name}", "softmax", lambda x: torch.softmax(x, axis), [x, [axis]])
for name, x, axis in LOGITS:
    case(f"logSoftmax: {name}", "logSoftmax", lambda x: torch.log_softmax(x, axis), [x, [axis]])


def log_sum_exp(name, x, axes, keep_dims):
    case(
        f"logSumExp: {name}{', keepDims' if keep_dims else ''}",
        "logSumExp",
        lambda x: torch.logsumexp(x, axes, keepdim=keep_dims),
        [x, axes, {"keepDims": keep_dims}],
    )


for name, x, axis in LOGITS:
    log_sum_exp(name, x, [axis], False)
log_sum_exp("2-D, last axis", normal(5, 3, 4), [1], True)
log_sum_exp("3-D, axes 0 and 2", normal(6, 2, 3, 4, scale=2), [0, 2], False)
log_sum_exp("3-D, axes 0 and 2", normal(6, 2, 3, 4, scale=2), [0, 2], True)
log_sum_exp("3-D, all axes", normal(7, 2, 3, 2, scale=2), [0, 1, 2], False)
log_sum_exp("logits of magnitude 1e4, both axes", LARGE_LOGITS, [0, 1], False)


# Elementwise, one input -------------------------------------------------------


UNARY = [
    ("sigmoid", torch.sigmoid, with_values(normal(10, 8, scale=3), 0.0, 30.0, -30.0, 500.0, -500.0, 1e4, -1e4)),
    ("tanh", torch.tanh, with_values(normal(11, 8), 0.0, 1e-8, -1e-8, 15.0, -15.0, 1e4, -1e4)),
    ("relu", torch.relu, with_values(normal(12, 8), 0.0, 1e4, -1e4)),
    ("exp", torch.exp, with_values(normal(13, 8, scale=2), 0.0, 500.0, -500.0, -1e4)),
    ("log", torch.log, with_values(positive(14, 8), 1.0, 1e-12, 1e-200, 1e12, 1e200)),
    ("sqrt", torch.sqrt, with_values(positive(15, 8), 1.0, 1e-12, 1e12)),
    ("square", torch.square, with_values(normal(16, 8), 0.0, 1e4, -1e4)),
    ("abs", torch.abs, with_values(normal(17, 8), 0.0, 1e4, -1e4)),
    ("neg", torch.neg, with_values(normal(18, 8), 0.0, 1e4, -1e4)),
    (
        "softplus",
        # Beyond 100 softplus(x) is x in float64. Not torch.logaddexp(x, 0), which takes
        # log(1 + e) and not log1p(e): at -30 only three of its digits are right.
        lambda x: torch.nn.functional.softplus(x, beta=1, threshold=100),
        with_values(normal(19, 8, scale=3), 0.0, 30.0, -30.0, 500.0, -500.0, 1e4, -1e4),
    ),
]
for op, fn, x in UNARY:
    case(f"{op}: with special and large values", op, fn, [x])
    shape = (2, 3, 2)
    case(f"{op}: 3-D", op, fn, [positive(20, *shape) if op in ("log", "sqrt") else normal(20, *shape)])


# Powers -----------------------------------------------------------------------

ANY_BASE = with_values(normal(30, 6, scale=2), 0.0, 1.0, -1.0, 100.0, -100.0)
NONZERO_BASE = with_values(normal(31, 6, scale=2), 0.01, 1.0, -1.0, 100.0, -100.0)
POSITIVE_BASE = with_values(positive(32, 6), 1e-8, 1.0, 100.0)
for exponent, base in [
    (0, ANY_BASE),
    (1, ANY_BASE),
    (2, ANY_BASE),
    (3, ANY_BASE),
    (0.5, POSITIVE_BASE),
    (-1, NONZERO_BASE),
]:
    case(f"pow: scalar exponent {exponent}", "pow", lambda x: torch.pow(x, exponent), [base, exponent])
case("pow: tensor exponent, positive base", "pow", torch.pow, [positive(33, 3, 4), normal(34, 3, 4, scale=2)])
case("pow: tensor exponent, broadcast", "pow", torch.pow, [positive(35, 2, 1, 3), normal(36, 4, 1)])
case(
    "pow: tensor exponent, base 0",
    "pow",
    torch.pow,
    [torch.tensor([0.0, 0.0, 0.0, 0.0, 2.0]), torch.tensor([0.0, 1.0, 2.0, 3.0, 0.0])],
)
case(
    "pow: tensor exponent, negative base (exponent's gradient NaN)",
    "pow",
    torch.pow,
    [torch.tensor([-2.0, -1.5, -0.5, -3.0]), torch.tensor([1.0, 2.0, 3.0, -1.0])],
)


# Maxima and minima ------------------------------------------------------------

TIES_A = torch.tensor([[1.0, -2.0, 3.0, 0.0], [-1.5, 4.0, -1e4, 2.5]])
TIES_B = torch.tensor([[1.0, 2.0, -3.0, 0.0], [-1.5, -4.0, -1e4, 1e4]])
TIES_2D = torch.tensor([[2.0, -1.0, 2.0, 0.5], [3.0, 3.0, -4.0, 3.0], [-1.0, 3.0, 2.0, -1.0]])
TIES_3D = torch.tensor(
    [
        [[1.0, -1.0], [5.0, 0.0], [-3.0, -3.0]],
        [[5.0, -1.0], [5.0, -2.0], [-3.0, 1e4]],
    ]
)
for op, fn in [("maximum", torch.maximum), ("minimum", torch.minimum)]:
    case(f"{op}: random", op, fn, [normal(40, 3, 4), normal(41, 3, 4)])
    case(f"{op}: with ties", op, fn, [TIES_A, TIES_B])
    case(f"{op}: broadcast with ties", op, fn, [TIES_2D, torch.tensor([2.0, -1.0, 2.0, -1.0])])
for op, fn in [("max", torch.amax), ("min", torch.amin)]:
    for name, x, axes, keep_dims in [
        ("random, last axis", normal(42, 3, 5), [1], False),
        ("random, axes 0 and 2", normal(43, 2, 3, 4), [0, 2], True),
        ("ties, first axis", TIES_2D, [0], False),
        ("ties, last axis", TIES_2D, [1], True),
        ("ties, all axes", TIES_2D, [0, 1], False),
        ("ties, 3-D middle axis", TIES_3D, [1], False),
        ("ties, 3-D axes 0 and 2", TIES_3D, [0, 2], False),
        ("all equal", torch.full((2, 3), -1.25), [0, 1], True),
    ]:
        case(
            f"{op}: {name}{', keepDims' if keep_dims else ''}",
            op,
            lambda x: fn(x, axes, keepdim=keep_dims),
            [x, axes, {"keepDims": keep_dims}],
        )


# Sums and means ---------------------------------------------------------------

for op, fn in [("sum", torch.sum), ("mean", torch.mean)]:
    for shape, axes in [((3, 4), [0]), ((3, 4), [1]), ((2, 3, 4), [1]), ((2, 3, 4), [0, 2]), ((2, 3, 4), [0, 1, 2])]:
        for keep_dims in (False, True):
            case(
                f"{op}: {len(shape)}-D, axes {axes}{', keepDims' if keep_dims else ''}",
                op,
                lambda x: fn(x, axes, keepdim=keep_dims),
                [normal(50, *shape), axes, {"keepDims": keep_dims}],
            )


# Matrix products --------------------------------------------------------------

for name, a_shape, b_shape in [
    ("2-D x 2-D", (3, 4), (4, 5)),
    ("batched", (2, 3, 4), (2, 4, 5)),
    ("broadcast batches", (2, 1, 3, 4), (5, 4, 2)),
    ("1-D x 1-D", (4,), (4,)),
    ("2-D x 1-D", (3, 4), (4,)),
    ("1-D x 2-D", (4,), (4, 3)),
]:
    case(f"matmul: {name}", "matmul", torch.matmul, [normal(60, *a_shape), normal(61, *b_shape)])
case("matmul: large values", "matmul", torch.matmul, [normal(62, 2, 3, scale=1e4), normal(63, 3, 2, scale=1e4)])


# Indexing and selection -------------------------------------------------------

for axis, index in [
    (0, [[0, 2, 1, 0], [0, 2, 0, 1]]),
    (0, [[2, 2, 2, 2], [2, 1, 0, 2], [0, 0, 0, 2]]),
    (1, [[0, 0, 3], [1, 2, 2], [3, 3, 3]]),
    (1, [[3, 2, 1, 0, 3], [0, 0, 0, 0, 0], [1, 3, 1, 3, 1]]),
]:
    index = torch.tensor(index)
    case(
        f"gather: axis {axis}, index {list(index.shape)}",
        "gather",
        lambda x: torch.gather(x, axis, index),
        [normal(70, 3, 4), index, axis],
    )
for shape, axis, index in [
    ((4, 3), 0, [3, 0, 0, 2, 3]),
    ((3, 4), 1, [1, 1, 3]),
    ((2, 3, 4), 1, [2, 0, 2, 2]),
    ((5,), 0, [4, 4, 0]),
]:
    index = torch.tensor(index)
    case(
        f"indexSelect: {len(shape)}-D, axis {axis}",
        "indexSelect",
        lambda x: torch.index_select(x, axis, index),
        [normal(71, *shape), index, axis],
    )
for name, condition, a_shape, b_shape in [
    ("same shapes", [[1, 0, 1], [0, 0, 1]], (2, 3), (2, 3)),
    ("broadcast inputs", [[1, 0, 1, 0], [0, 0, 1, 1], [1, 1, 1, 0]], (1, 4), (3, 1)),
    ("broadcast condition", [[1], [0], [1]], (2, 3, 4), (4,)),
    ("scalar input", [1, 0, 0, 1], (2, 4), ()),
]:
    condition = torch.tensor(condition, dtype=torch.bool)
    case(
        f"where: {name}",
        "where",
        lambda a, b: torch.where(condition, a, b),
        [condition, normal(72, *a_shape), normal(73, *b_shape)],
    )


# Division and clipping --------------------------------------------------------

for name, a_shape, b_shape in [
    ("same shapes", (3, 4), (3, 4)),
    ("broadcast rows", (3, 4), (4,)),
    ("broadcast both", (2, 1, 3), (4, 1)),
    ("scalar numerator", (), (2, 3)),
    ("scalar denominator", (2, 3), ()),
]:
    sign = torch.sign(normal(82, *b_shape))
    case(f"div: {name}", "div", torch.div, [normal(80, *a_shape), positive(81, *b_shape) * sign])
CLIPPED = with_values(normal(83, 8, scale=2), -1.0, 0.5, 0.0, 1e4, -1e4)
for name, options in [
    ("both bounds", {"min": -1.0, "max": 0.5}),
    ("lower bound only", {"min": -1.0}),
    ("upper bound only", {"max": 0.5}),
]:
    case(f"clip: {name}, values at the bounds", "clip", lambda x: torch.clamp(x, **options), [CLIPPED, options.get("min", -math.inf), options.get("max", math.inf)])



# Arithmetic and views ---------------------------------------------------------

for op, fn in [("add", torch.add), ("sub", torch.sub), ("mul", torch.mul)]:
    case(f"{op}: same shapes", op, fn, [normal(90, 3, 4), normal(91, 3, 4)])
    case(f"{op}: broadcast both", op, fn, [normal(92, 2, 1, 3), normal(93, 4, 1)])
    case(f"{op}: a number", op, lambda x: fn(x, torch.tensor(-1.75)), [normal(94, 2, 3), -1.75])

CUBE = normal(95, 2, 3, 4)
ONES = normal(96, 1, 3, 1)
case("reshape: to two axes", "reshape", lambda x: x.reshape(6, -1), [CUBE, [6, -1]])
case("permute: three axes", "permute", lambda x: x.permute(2, 0, 1), [CUBE, [2, 0, 1]])
case("transpose: the last axes", "transpose", lambda x: x.transpose(-2, -1), [CUBE])
case("transpose: first and last", "transpose", lambda x: x.transpose(0, 2), [CUBE, 0, 2])
case("expand: axes of size 1", "expand", lambda x: x.expand(2, 3, 4), [ONES, [2, 3, 4]])
case("expand: new axes", "expand", lambda x: x.expand(2, 3, 4), [normal(97, 4), [2, 3, 4]])
case("squeeze: all", "squeeze", lambda x: x.squeeze(), [ONES])
case("squeeze: the last", "squeeze", lambda x: x.squeeze(-1), [ONES, -1])
case("unsqueeze: in the middle", "unsqueeze", lambda x: x.unsqueeze(1), [CUBE, 1])
case("windows: of the last axis", "windows", lambda x: x.unfold(2, 2, 2), [CUBE, [2], {"stride": 2}])
case("windows: of two axes", "windows", lambda x: x.unfold(1, 2, 1).unfold(2, 3, 1), [CUBE, [2, 3]])
case("concat: first axis", "concat", lambda a, b: torch.cat([a, b]), [[CUBE, normal(98, 1, 3, 4)]])
case("concat: last axis", "concat", lambda a, b: torch.cat([a, b], -1), [[CUBE, normal(99, 2, 3, 2)], -1])
case("stack: first axis", "stack", lambda a, b: torch.stack([a, b]), [[normal(100, 2, 3), normal(101, 2, 3)]])
case("stack: last axis", "stack", lambda a, b: torch.stack([a, b], -1), [[normal(100, 2, 3), normal(101, 2, 3)], -1])
LABELS = torch.tensor([[2, 0], [1, 3]])
case("oneHot: four classes", "oneHot", lambda: torch.nn.functional.one_hot(LABELS, 4), [LABELS, 4])

GOLDEN.write(__file__)
