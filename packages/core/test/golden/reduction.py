#!/usr/bin/python3
"""Golden values and gradients of reductions, statistics, scans and sorting: see cases.py.

Conventions that PyTorch fixes and the cases rely on:
  - prod and cumprod have exact gradients beside zeros;
  - std and norm have gradient 0 where they are 0;
  - cummax and cummin give the gradient to the last of equals;
  - median is the lower of the two in the middle, and quantile interpolates linearly;
  - the maximum norm shares its gradient evenly among equals.
"""

import math

from cases import Cases, normal, np, torch

GOLDEN = Cases()

SHAPES = [
    ("last axis", (3, 5), [1]),
    ("first axis", (3, 4), [0]),
    ("middle axis", (2, 4, 3), [1]),
    ("axes 0 and 2", (2, 3, 4), [0, 2]),
    ("all axes", (2, 3, 2), [0, 1, 2]),
]


def flat(x, axes):
    """The axes as one, at the end."""
    others = [axis for axis in range(x.dim()) if axis not in axes]
    return x.permute(others + axes).reshape([x.shape[axis] for axis in others] + [-1])


# Products ---------------------------------------------------------------------

for label, shape, axes in SHAPES:
    GOLDEN.add("prod", label, [normal(1, *shape), axes], lambda x: torch.prod(flat(x, axes), -1))
for label, row in [
    ("one zero", [2.0, 0.0, 3.0, -1.5]),
    ("two zeros", [0.0, 2.0, 0.0, 5.0]),
    ("zeros alone", [0.0, 0.0, 0.0]),
    ("zero first", [0.0, 1.5, -2.0]),
    ("zero last", [1.5, -2.0, 0.0]),
]:
    x = torch.tensor(row)
    GOLDEN.add("prod", label, [x], torch.prod)
    GOLDEN.add("cumprod", label, [x], lambda x: torch.cumprod(x, 0))

# Spread -----------------------------------------------------------------------

for op, fn in [("var", torch.var), ("std", torch.std)]:
    for label, shape, axes in SHAPES:
        GOLDEN.add(op, label, [normal(2, *shape), axes], lambda x: fn(x, axes))
    GOLDEN.add(
        op,
        "of a population, keepDims",
        [normal(3, 3, 4), [1], {"correction": 0, "keepDims": True}],
        lambda x: fn(x, [1], correction=0, keepdim=True),
    )
    GOLDEN.add(op, "large offset", [normal(4, 6) + 1e6], lambda x: fn(x - 1e6))
GOLDEN.add("std", "equal elements: gradient 0", [torch.full((2, 3), 1.5), 1], lambda x: torch.std(x, 1))

# Norms ------------------------------------------------------------------------

for order in [0, 0.5, 1, 1.5, 2, 3, 4, -1, -2, math.inf, -math.inf]:
    GOLDEN.add(
        "norm", f"order {order}", [normal(5, 3, 4), order, [1]], lambda x: torch.linalg.vector_norm(x, order, [1])
    )
for label, shape, axes in SHAPES:
    GOLDEN.add("norm", label, [normal(6, *shape), 2, axes], lambda x: torch.linalg.vector_norm(x, 2, axes))
for order in [1, 2, 3]:
    GOLDEN.add(
        "norm",
        f"order {order} of zeros: gradient 0",
        [torch.zeros(2, 3), order, [1]],
        lambda x: torch.linalg.vector_norm(x, order, [1]),
    )
    GOLDEN.add(
        "norm",
        f"order {order} beside a zero",
        [torch.tensor([[0.0, 3.0, -4.0]]), order, [1]],
        lambda x: torch.linalg.vector_norm(x, order, [1]),
    )
for order in [math.inf, -math.inf]:
    GOLDEN.add(
        "norm",
        f"order {order} with ties",
        [torch.tensor([[2.0, -2.0, 1.0, -1.0], [3.0, 3.0, -3.0, 3.0]]), order, [1]],
        lambda x: torch.linalg.vector_norm(x, order, [1]),
    )

# Logic ------------------------------------------------------------------------

LOGICAL = torch.tensor([[0.0, 1.0, -2.0], [0.0, 0.0, 0.0], [1.0, 3.0, math.nan]])
for op, fn in [("any", torch.any), ("all", torch.all), ("countNonzero", torch.count_nonzero)]:
    for axis in (0, 1):
        GOLDEN.add(op, f"axis {axis}", [LOGICAL, axis], lambda x: fn(x, axis))

# Order ------------------------------------------------------------------------

for label, shape, axes in SHAPES:
    x = normal(7, *shape)
    GOLDEN.add("median", label, [x, axes], lambda x: torch.median(flat(x, axes), -1).values)
    for q in (0.0, 0.3, 0.5, 1.0):
        GOLDEN.add("quantile", f"{label}, {q}", [x, q, axes], lambda x: torch.quantile(flat(x, axes), q, -1))
GOLDEN.add("median", "NaN", [torch.tensor([1.0, math.nan, 0.0])], lambda x: torch.median(x, -1).values)
GOLDEN.add(
    "quantile",
    "several, keepDims",
    [normal(8, 3, 4), [0.1, 0.25, 0.9], [1], {"keepDims": True}],
    lambda x: torch.quantile(x, torch.tensor([0.1, 0.25, 0.9]), 1, keepdim=True),
)
GOLDEN.add("quantile", "at an element", [torch.tensor([3.0, 1.0, 2.0, 5.0, 4.0]), 0.25], lambda x: torch.quantile(x, 0.25))

TIED = torch.tensor([[2.0, 1.0, 2.0, 1.0, 3.0], [0.0, 0.0, -1.0, 0.0, -1.0]])
MISSING = torch.tensor([2.0, math.nan, -math.inf, 1.0, math.nan, math.inf, 2.0])
for descending in (False, True):
    options = {"descending": descending}
    sort = lambda x, axis: torch.sort(x, stable=True, dim=axis, descending=descending)
    name = "descending" if descending else "ascending"
    for axis in (0, 1, 2):
        x = normal(9, 3, 4, 2)
        GOLDEN.add("sort", f"axis {axis}, {name}", [x, axis, options], lambda x: list(sort(x, axis)))
    GOLDEN.add("sort", f"ties, {name}", [TIED, 1, options], lambda x: list(sort(x, 1)))
    GOLDEN.add("sort", f"NaN and infinities, {name}", [MISSING, 0, options], lambda x: list(sort(x, 0)))
    GOLDEN.add("argsort", f"ties, {name}", [TIED, 1, options], lambda x: sort(x, 1).indices)
    for axis in (0, 1):
        GOLDEN.add(
            "topk",
            f"axis {axis}, {'largest' if descending else 'smallest'}",
            [normal(10, 4, 5), 3, axis, {"largest": descending}],
            lambda x: list(torch.topk(x, 3, axis, largest=descending)),
        )

ROWS = torch.sort(normal(11, 3, 6), dim=1).values
STEPS = torch.tensor([-1.0, 0.0, 0.0, 0.0, 2.0, 3.5])
for side in ("left", "right"):
    search = lambda rows, values: torch.searchsorted(rows, values, side=side)
    GOLDEN.add("searchSorted", f"rows, {side}", [ROWS, normal(12, 3, 4), {"side": side}], search)
    GOLDEN.add(
        "searchSorted",
        f"equals, {side}",
        [STEPS, torch.tensor([[-2.0, -1.0], [0.0, 2.0], [3.5, 9.0]]), {"side": side}],
        search,
    )


def unique(x):
    """PyTorch's has no gradient: it is that of the first element with each value."""
    _, inverse, counts = torch.unique(x, return_inverse=True, return_counts=True)
    first = np.unique(x.detach().numpy(), return_index=True)[1]
    return [x.reshape(-1)[torch.from_numpy(first)], inverse, counts]


for label, x in [
    ("floats", torch.tensor([[3.0, -1.0, 3.0], [0.5, -1.0, 3.0]])),
    ("all different", torch.tensor([4.0, 2.0, 1.0])),
    ("all equal", torch.full((4,), 2.0)),
]:
    GOLDEN.add("unique", label, [x], unique)

# Scans ------------------------------------------------------------------------

SCANNED = [
    ("1-D", normal(13, 7), 0),
    ("first axis", normal(14, 4, 3), 0),
    ("middle axis", normal(15, 2, 4, 3), 1),
    ("last axis", normal(16, 2, 3, 5), -1),
]
for label, x, axis in SCANNED:
    GOLDEN.add("cumsum", label, [x, axis], lambda x: torch.cumsum(x, axis))
    GOLDEN.add("cumprod", label, [x, axis], lambda x: torch.cumprod(x, axis))
    GOLDEN.add("logCumSumExp", label, [x, axis], lambda x: torch.logcumsumexp(x, axis))
    GOLDEN.add("cummax", label, [x, axis], lambda x: list(torch.cummax(x, axis)))
    GOLDEN.add("cummin", label, [x, axis], lambda x: list(torch.cummin(x, axis)))
GOLDEN.add("logCumSumExp", "far apart", [torch.tensor([-500.0, 500.0, 499.0, -500.0]), 0], lambda x: torch.logcumsumexp(x, 0))
for op, fn in [("cummax", torch.cummax), ("cummin", torch.cummin)]:
    GOLDEN.add(op, "ties", [TIED, 1], lambda x: list(fn(x, 1)))
    GOLDEN.add(op, "NaN and infinities", [MISSING, 0], lambda x: list(fn(x, 0)))

# Scans of what stands before, or from the end ------------------------------------


def reversed_along(x, axis, of):
    return torch.flip(of(torch.flip(x, [axis])), [axis])


def exclusive_along(x, axis, of, first):
    """The scan of what stands before each place."""
    head = torch.full_like(x.narrow(axis, 0, 1), first)
    return torch.cat([head, of(x.narrow(axis, 0, x.shape[axis] - 1))], axis)


for op, scan, first in [
    ("cumsum", torch.cumsum, 0.0),
    ("cumprod", torch.cumprod, 1.0),
    ("logCumSumExp", torch.logcumsumexp, -math.inf),
]:
    for axis in (0, 1):
        x = normal(12, 3, 4)
        forward = lambda x: scan(x, axis)
        before = lambda x: exclusive_along(x, axis, forward, first)
        GOLDEN.add(op, f"exclusive, axis {axis}", [x, axis, {"exclusive": True}], before)
        GOLDEN.add(op, f"reverse, axis {axis}", [x, axis, {"reverse": True}], lambda x: reversed_along(x, axis, forward))
        both = {"exclusive": True, "reverse": True}
        GOLDEN.add(op, f"exclusive and reverse, axis {axis}", [x, axis, both], lambda x: reversed_along(x, axis, before))

GOLDEN.write(__file__)
