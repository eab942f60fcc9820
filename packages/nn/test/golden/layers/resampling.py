#!/usr/bin/python3
"""Golden values of what resizes and rearranges: Upsample, the pixel shuffles, Flatten, Unflatten, and Identity.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/layers/resampling.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from kit import Golden
from torch import nn

golden = Golden()


def randn(*shape):
    """Normal values of three decimals, so that the file stays small."""
    return torch.round(torch.randn(*shape), decimals=3)


SIZES = {1: [4], 2: [3, 4], 3: [2, 3, 2]}
LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}

for rank in (1, 2, 3):

    def x():
        return randn(1, 1, *SIZES[rank])

    larger = [size + 2 for size in SIZES[rank]]
    smaller = [size - 1 for size in SIZES[rank]]
    for mode, name in [("nearest", "nearest"), ("nearest-exact", "nearestExact")]:
        golden.case(f"Upsample {rank}d {name}, scale 2", nn.Upsample(scale_factor=2, mode=mode), x())
        golden.case(f"Upsample {rank}d {name}, larger", nn.Upsample(size=larger, mode=mode), x())
        golden.case(f"Upsample {rank}d {name}, smaller", nn.Upsample(size=smaller, mode=mode), x())
        golden.case(f"Upsample {rank}d {name}, scale 1.7", nn.Upsample(scale_factor=1.7, mode=mode), x())
    modes = [LINEAR[rank], "bicubic"] if rank == 2 else [LINEAR[rank]]
    for mode in modes:
        for corners in (False, True):
            kind = f"{mode}, alignCorners {str(corners).lower()}"
            golden.case(f"Upsample {rank}d {kind}, larger", nn.Upsample(size=larger, mode=mode, align_corners=corners), x())
            golden.case(f"Upsample {rank}d {kind}, smaller", nn.Upsample(size=smaller, mode=mode, align_corners=corners), x())
            golden.case(f"Upsample {rank}d {kind}, scale 1.7", nn.Upsample(scale_factor=1.7, mode=mode, align_corners=corners), x())

for rank in (1, 2, 3):
    sizes = {1: [7], 2: [5, 6], 3: [3, 4, 5]}[rank]
    for name, size in [("smaller", [n // 2 for n in sizes]), ("larger", [n + 2 for n in sizes])]:
        golden.case(f"Upsample {rank}d area, {name}", nn.Upsample(size=size, mode="area"), randn(1, 1, *sizes))
    golden.case(f"Upsample {rank}d area, scale 0.7", nn.Upsample(scale_factor=0.7, mode="area"), randn(1, 1, *sizes))

# nn.Upsample has no option for it.
resized = torch.nn.functional.interpolate
for mode in ("bilinear", "bicubic"):
    for name, options in [
        ("smaller", {"size": (3, 2)}),
        ("a little smaller", {"size": (6, 4)}),
        ("larger", {"size": (9, 8)}),
        ("scale 0.4", {"scale_factor": 0.4}),
        ("scale 0.7 and 1.6", {"scale_factor": (0.7, 1.6)}),
    ]:
        golden.case(
            f"Upsample {mode}, antialias, {name}",
            nn.Identity(),
            randn(1, 2, 7, 5),
            theirs="nn.functional.interpolate",
            call=lambda x, mode=mode, options=options: resized(x, mode=mode, antialias=True, **options),
        )

golden.case("Upsample by a factor for each axis", nn.Upsample(scale_factor=(2, 0.7), mode="bilinear"), randn(1, 1, 3, 4))
golden.case("Upsample to 1, corners aligned", nn.Upsample(size=(1, 1), mode="bicubic", align_corners=True), randn(1, 1, 3, 2))
golden.case("PixelShuffle", nn.PixelShuffle(2), randn(2, 8, 1, 3))
golden.case("PixelShuffle by 3, unbatched", nn.PixelShuffle(3), randn(9, 1, 2))
golden.case("PixelUnshuffle", nn.PixelUnshuffle(2), randn(2, 2, 2, 6))
golden.case("PixelUnshuffle by 3, unbatched", nn.PixelUnshuffle(3), randn(1, 3, 6))
golden.case("Flatten", nn.Flatten(), randn(2, 2, 3))
golden.case("Flatten axes 0 to -2", nn.Flatten(0, -2), randn(2, 3, 2))
golden.case("Unflatten", nn.Unflatten(1, (2, 3)), randn(2, 6))
golden.case("Unflatten the last axis, one size open", nn.Unflatten(-2, (2, -1)), randn(2, 4, 3))
golden.case("Identity", nn.Identity(), randn(2, 3))


class Residual(nn.Module):
    def __init__(self, inner, shortcut):
        super().__init__()
        self.inner = inner
        self.shortcut = shortcut

    def forward(self, x):
        return self.shortcut(x) + self.inner(x)


golden.case("Residual", Residual(nn.Linear(3, 3), nn.Identity()), randn(2, 3), theirs="He et al. 2016, x + F(x)")
golden.case("Residual with a shortcut", Residual(nn.Linear(3, 2), nn.Linear(3, 2, bias=False)), randn(2, 3), theirs="He et al. 2016, W x + F(x)")

golden.write()
