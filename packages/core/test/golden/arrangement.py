#!/usr/bin/python3
"""Golden values and gradients of movement, padding, diagonals, masks and indexing: see cases.py.

Where an element is taken or named several times, gradients add up.
"""

from cases import Cases, normal, torch

GOLDEN = Cases()

CUBE = normal(1, 2, 3, 4)
MATRIX = normal(2, 3, 4)

# Movement ---------------------------------------------------------------------

for source, target in [(0, 2), (2, 0), (-1, 1), ([0, 1], [2, 0])]:
    GOLDEN.add("moveAxis", f"{source} to {target}", [CUBE, source, target], lambda x: torch.movedim(x, source, target))
for axis, start, length in [(0, 1, 1), (1, 0, 2), (-1, -3, 2)]:
    GOLDEN.add("narrow", f"axis {axis}", [CUBE, axis, start, length], lambda x: torch.narrow(x, axis, start, length))
for axes in ([0], [1, 2], [0, 1, 2]):
    GOLDEN.add("flip", f"axes {axes}", [CUBE, axes], lambda x: torch.flip(x, axes))
for shift, axes in [(1, [0]), (-3, [2]), ([1, 6], [1, 2])]:
    GOLDEN.add("roll", f"by {shift} along {axes}", [CUBE, shift, axes], lambda x: torch.roll(x, shift, axes))
GOLDEN.add("roll", "in row-major order", [MATRIX, 5], lambda x: torch.roll(x, 5))
for sizes, axis in [(2, 2), (3, 2), ([1, 2], 1), ([0, 2], 0)]:
    GOLDEN.add("split", f"{sizes} along {axis}", [CUBE, sizes, axis], lambda x: list(torch.split(x, sizes, axis)))
for count, axis in [(2, 2), (3, 2), (5, 1)]:
    GOLDEN.add("chunk", f"{count} along {axis}", [CUBE, count, axis], lambda x: list(torch.tensor_split(x, count, axis)))
for axis in (0, -1):
    GOLDEN.add("unbind", f"along {axis}", [CUBE, axis], lambda x: list(torch.unbind(x, axis)))
for counts in ([2], [2, 1, 3], [2, 1, 1, 2]):
    GOLDEN.add("tile", f"{counts}", [CUBE, counts], lambda x: torch.tile(x, counts))
for counts, axis in [(2, 0), (3, -1), ([1, 0, 2], 1)]:
    times = torch.tensor(counts) if isinstance(counts, list) else counts
    GOLDEN.add(
        "repeat", f"{counts} along {axis}", [CUBE, counts, axis], lambda x: torch.repeat_interleave(x, times, dim=axis)
    )
GOLDEN.add(
    "meshgrid",
    "three vectors",
    [[normal(3, 2), normal(4, 3), normal(5, 2)]],
    lambda *xs: list(torch.meshgrid(*xs, indexing="ij")),
)

# Padding ----------------------------------------------------------------------

for fill in ("reflect", "replicate", "circular"):
    for (before, after) in [(2, 1), (0, 3), (1, 0)]:
        GOLDEN.add(
            "pad",
            f"{fill}, {before} and {after}",
            [CUBE, [[0, 0], [0, 0], [before, after]], fill],
            lambda x: torch.nn.functional.pad(x, (before, after), mode=fill),
        )
    GOLDEN.add(
        "pad",
        f"{fill}, two axes",
        [normal(6, 1, 2, 3, 4), [[0, 0], [0, 0], [1, 2], [3, 1]], fill],
        lambda x: torch.nn.functional.pad(x, (3, 1, 1, 2), mode=fill),
    )
GOLDEN.add(
    "pad", "constant", [CUBE, [[1, 0], [0, 2], [1, 1]], -2.5], lambda x: torch.nn.functional.pad(x, (1, 1, 0, 2, 1, 0), value=-2.5)
)

# Diagonals and triangles ------------------------------------------------------

for offset in (-2, -1, 0, 1, 3):
    GOLDEN.add("diagonal", f"offset {offset}", [MATRIX, offset], lambda x: torch.diagonal(x, offset))
    GOLDEN.add("diag", f"offset {offset}", [normal(7, 2, 3), offset], lambda x: torch.diag_embed(x, offset))
    GOLDEN.add("triu", f"offset {offset}", [CUBE, offset], lambda x: torch.triu(x, offset))
    GOLDEN.add("tril", f"offset {offset}", [CUBE, offset], lambda x: torch.tril(x, offset))
GOLDEN.add("diagonal", "axes 0 and 2", [CUBE, 1, 0, 2], lambda x: torch.diagonal(x, 1, 0, 2))
GOLDEN.add("diagonal", "axes 2 and 1", [CUBE, -1, 2, 1], lambda x: torch.diagonal(x, -1, 2, 1))

# Masks ------------------------------------------------------------------------

ROW = torch.tensor([True, False, True, True])
FULL = MATRIX > 0
for label, mask in [("a row", ROW), ("same shape", FULL)]:
    GOLDEN.add("maskedSelect", label, [MATRIX, mask], lambda x: torch.masked_select(x, mask))
    GOLDEN.add("maskedFill", f"a number by {label}", [MATRIX, mask, 1.5], lambda x: torch.masked_fill(x, mask, 1.5))
    GOLDEN.add(
        "maskedFill", f"a tensor by {label}", [MATRIX, mask, torch.tensor(0.75)], lambda x, v: torch.masked_fill(x, mask, v)
    )

# Indices ----------------------------------------------------------------------

INDEX = torch.tensor([[2, 0, 1, 0], [1, 1, 0, 2]])
COLUMNS = torch.tensor([[3, 0], [1, 2], [2, 3]])
GOLDEN.add("scatter", "axis 0", [MATRIX, torch.tensor([[2, 0, 1, 0]]), normal(8, 1, 4), 0],
           lambda x, v: torch.scatter(x, 0, torch.tensor([[2, 0, 1, 0]]), v))
GOLDEN.add("scatter", "axis 1", [MATRIX, COLUMNS, normal(9, 3, 2), 1], lambda x, v: torch.scatter(x, 1, COLUMNS, v))
GOLDEN.add("scatter", "a number", [MATRIX, COLUMNS, 2.5, 1], lambda x: torch.scatter(x, 1, COLUMNS, 2.5))
GOLDEN.add("scatterAdd", "axis 0, repeated", [MATRIX, INDEX, normal(10, 2, 4), 0], lambda x, v: torch.scatter_add(x, 0, INDEX, v))
GOLDEN.add("scatterAdd", "axis 1", [MATRIX, COLUMNS, normal(11, 3, 2), 1], lambda x, v: torch.scatter_add(x, 1, COLUMNS, v))
GOLDEN.add("takeAlongAxis", "axis 0", [MATRIX, INDEX, 0], lambda x: torch.take_along_dim(x, INDEX, 0))
ONE = torch.tensor([[3, 0, 3]])
GOLDEN.add("takeAlongAxis", "broadcast", [MATRIX, ONE, 1], lambda x: torch.take_along_dim(x, ONE, 1))
TOKENS = torch.tensor([[1, 0, 2], [2, 2, 0]])
for options in ({}, {"paddingIndex": 2}):
    GOLDEN.add(
        "embedding",
        f"{options}",
        [MATRIX, TOKENS, options],
        lambda w: torch.nn.functional.embedding(TOKENS, w, padding_idx=options.get("paddingIndex")),
    )
for op, fn in [("argmax", torch.argmax), ("argmin", torch.argmin)]:
    for axis in (0, 1, 2):
        GOLDEN.add(op, f"axis {axis}", [CUBE, axis], lambda x: fn(x, axis))

I = torch.tensor([1, 0, 1])
J = torch.tensor([[2], [0]])
for label, args, fn in [
    ("rows", [I], lambda x: x[I]),
    ("columns", ["...", I], lambda x: x[..., I]),
    ("middle, repeated", [None, J], lambda x: x[:, J]),
    ("pairs", [I, J], lambda x: x[I, J]),
    ("pairs with an axis between", [I, None, J], lambda x: x[I, :, J]),
    ("pairs behind a range", [[1, 2], J, I], lambda x: x[1:2, J, I]),
    ("a mask", [CUBE > 0], lambda x: x[CUBE > 0]),
    ("a mask of one axis", [None, torch.tensor([True, False, True])], lambda x: x[:, torch.tensor([True, False, True])]),
    ("a new axis and an index", [0, "newAxis", [None, None, 2]], lambda x: x[0, None, ::2]),
    ("an ellipsis", ["...", [1, 3]], lambda x: x[..., 1:3]),
]:
    GOLDEN.add("slice", label, [CUBE, args], fn)

GOLDEN.write(__file__)
