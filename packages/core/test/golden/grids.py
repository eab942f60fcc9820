#!/usr/bin/python3
"""Golden values and gradients of gridSample and affineGrid: see cases.py.

Where PyTorch cannot be followed, and the cases keep away:
  - positions that are not finite: PyTorch takes -100 for them; here NaN stays.
"""

from cases import Cases, normal, torch

F = torch.nn.functional
GOLDEN = Cases()
seed = iter(range(1, 10_000))


def options(mode, padding, corners):
    ours = {"mode": mode, "paddingMode": padding, "alignCorners": corners}
    return ours, {"mode": mode, "padding_mode": padding, "align_corners": corners}


# gridSample --------------------------------------------------------------------

for padding in ("zeros", "border", "reflection"):
    for corners in (False, True):
        for mode in ("bilinear", "nearest", "bicubic"):
            ours, theirs = options(mode, padding, corners)
            label = f"{mode}, {padding}{', alignCorners' if corners else ''}"
            for shape, grid_shape in [((2, 3, 4, 5), (2, 3, 2, 2)), ((1, 2, 1, 3), (1, 2, 2, 2))]:
                # Far enough for several reflections.
                x, grid = normal(next(seed), *shape), normal(next(seed), *grid_shape, scale=1.5)
                GOLDEN.add("gridSample", f"{label}, {list(shape)}", [x, grid, ours], lambda x, g: F.grid_sample(x, g, **theirs))
            if mode != "bicubic":
                x, grid = normal(next(seed), 2, 2, 3, 4, 2), normal(next(seed), 2, 2, 1, 3, 3, scale=1.2)
                GOLDEN.add("gridSample", f"{label}, volumes", [x, grid, ours], lambda x, g: F.grid_sample(x, g, **theirs))

# Centres of elements, ends, and far beyond: the derivatives are those of one side.
EXACT = torch.tensor([[0.0, 0.0], [-1.0, 1.0], [0.5, -0.5], [-0.75, 0.25], [1.0, 1.0], [-1.5, 3.0], [40.0, -40.0]]).reshape(1, 1, 7, 2)
for padding in ("zeros", "border", "reflection"):
    for corners, shape in [(False, (1, 1, 4, 4)), (True, (1, 1, 5, 3))]:
        for mode in ("bilinear", "nearest", "bicubic"):
            ours, theirs = options(mode, padding, corners)
            GOLDEN.add(
                "gridSample",
                f"exact positions, {mode}, {padding}{', alignCorners' if corners else ''}",
                [normal(next(seed), *shape), EXACT, ours],
                lambda x, g: F.grid_sample(x, g, **theirs),
            )
GOLDEN.add("gridSample", "by default", [normal(next(seed), 1, 1, 3, 3), normal(next(seed), 1, 2, 2, 2)], lambda x, g: F.grid_sample(x, g, align_corners=False))

# affineGrid --------------------------------------------------------------------

for corners in (False, True):
    for maps, shape in [((2, 2, 3), (2, 1, 3, 4)), ((1, 2, 3), (1, 3, 1, 5)), ((2, 3, 4), (2, 1, 2, 3, 4))]:
        GOLDEN.add(
            "affineGrid",
            f"{list(shape)}{', alignCorners' if corners else ''}",
            [normal(next(seed), *maps), list(shape), {"alignCorners": corners}],
            lambda m: F.affine_grid(m, shape, align_corners=corners),
        )

GOLDEN.write(__file__)
