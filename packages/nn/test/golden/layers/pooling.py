#!/usr/bin/python3
"""Golden values of pools: every option, with and without a batch axis.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/layers/pooling.py
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


MAX = {1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d}
AVG = {1: nn.AvgPool1d, 2: nn.AvgPool2d, 3: nn.AvgPool3d}
ADAPTIVE_AVG = {1: nn.AdaptiveAvgPool1d, 2: nn.AdaptiveAvgPool2d, 3: nn.AdaptiveAvgPool3d}
ADAPTIVE_MAX = {1: nn.AdaptiveMaxPool1d, 2: nn.AdaptiveMaxPool2d, 3: nn.AdaptiveMaxPool3d}
LP = {1: nn.LPPool1d, 2: nn.LPPool2d}
SIZES = {1: [6], 2: [4, 5], 3: [3, 3, 4]}
BINS = {1: 3, 2: (3, 4), 3: (2, 1, 3)}

for rank in (1, 2, 3):

    def x(*lead):
        return randn(*lead, *SIZES[rank])

    golden.case(f"MaxPool{rank}d", MAX[rank](2), x(1, 2))
    golden.case(f"MaxPool{rank}d unbatched", MAX[rank](2), x(2))
    golden.case(f"MaxPool{rank}d stride 1, padding 1", MAX[rank](3, stride=1, padding=1), x(1, 1))
    golden.case(f"MaxPool{rank}d dilation 2", MAX[rank](2, stride=1, dilation=2), x(1, 1))
    golden.case(f"MaxPool{rank}d ceil mode", MAX[rank](3, stride=2, ceil_mode=True), x(1, 1))
    golden.case(f"MaxPool{rank}d ceil mode, padding 1, stride 3", MAX[rank](2, stride=3, padding=1, ceil_mode=True), x(1, 1))
    golden.case(f"AvgPool{rank}d", AVG[rank](2), x(1, 2))
    golden.case(f"AvgPool{rank}d unbatched", AVG[rank](2), x(2))
    for counts in (True, False):
        golden.case(
            f"AvgPool{rank}d padding 1, countIncludePad {str(counts).lower()}",
            AVG[rank](3, stride=2, padding=1, count_include_pad=counts),
            x(1, 1),
        )
        golden.case(
            f"AvgPool{rank}d ceil mode, countIncludePad {str(counts).lower()}",
            AVG[rank](3, stride=2, padding=1, ceil_mode=True, count_include_pad=counts),
            x(1, 1),
        )
    if rank > 1:
        golden.case(f"AvgPool{rank}d divisor 3", AVG[rank](3, stride=2, ceil_mode=True, divisor_override=3), x(1, 1))
    golden.case(f"AdaptiveAvgPool{rank}d", ADAPTIVE_AVG[rank](BINS[rank]), x(1, 2))
    golden.case(f"AdaptiveAvgPool{rank}d unbatched, more bins than places", ADAPTIVE_AVG[rank]({1: 8, 2: 6, 3: (4, 3, 1)}[rank]), x(1))
    golden.case(f"AdaptiveMaxPool{rank}d", ADAPTIVE_MAX[rank](BINS[rank]), x(1, 2))
    golden.case(f"AdaptiveMaxPool{rank}d unbatched, to 1", ADAPTIVE_MAX[rank](1), x(2))
    one = tuple([1] * rank)
    golden.case(
        f"GlobalAvgPool over {rank}",
        nn.Sequential(ADAPTIVE_AVG[rank](one), nn.Flatten()),
        x(2, 2),
        theirs=f"nn.AdaptiveAvgPool{rank}d",
    )
    golden.case(f"GlobalMaxPool over {rank}, keepDims", ADAPTIVE_MAX[rank](one), x(2, 2))
    if rank in LP:
        golden.case(f"LPPool{rank}d", LP[rank](2, 2), x(1, 2))
        golden.case(f"LPPool{rank}d p 4, stride 1", LP[rank](4, 3, stride=1), x(1, 1))

UNPOOL = {1: nn.MaxUnpool1d, 2: nn.MaxUnpool2d, 3: nn.MaxUnpool3d}
UNPOOL_SIZES = {1: [7], 2: [5, 6], 3: [3, 4, 6]}
for rank in (1, 2, 3):
    sizes = UNPOOL_SIZES[rank]
    pool = MAX[rank](3, stride=2, padding=1, return_indices=True)
    golden.case(f"MaxPool{rank}d with indices", pool, randn(1, 2, *sizes))
    pool = MAX[rank](2, return_indices=True, ceil_mode=True)
    golden.case(f"MaxPool{rank}d with indices, unbatched, ceil mode", pool, randn(2, *sizes))
    # Windows that do not overlap, so that no index occurs twice.
    pool, unpool = MAX[rank](2, return_indices=True), UNPOOL[rank](2)
    values, indices = pool(randn(1, 2, *sizes))
    golden.case(f"MaxUnpool{rank}d", unpool, randn(*values.shape), indices)
    golden.case(
        f"MaxUnpool{rank}d unbatched, to a size",
        unpool,
        randn(*values.shape[1:]),
        indices[0],
        call=lambda x, i, f=unpool, size=sizes: f(x, i, size),
    )
    # Padding on both sides, of which nothing is left over.
    padded = [(n + 1) // 3 * 3 - 1 for n in sizes]
    pool, unpool = MAX[rank](2, stride=3, padding=1, return_indices=True), UNPOOL[rank](2, stride=3, padding=1)
    values, indices = pool(randn(1, 1, *padded))
    golden.case(
        f"MaxUnpool{rank}d stride 3, padding 1",
        unpool,
        randn(*values.shape),
        indices,
        call=lambda x, i, f=unpool, size=padded: f(x, i, size),
    )

golden.case("MaxPool2d with a number for each axis", nn.MaxPool2d((2, 3), (1, 2), (1, 0), (2, 1)), randn(1, 1, 5, 6))
golden.case("AvgPool2d with a number for each axis", nn.AvgPool2d((2, 3), (1, 2), (1, 0)), randn(1, 1, 5, 6))

for rank in (1, 2):
    # PyTorch's has no padding of its own.
    pool = LP[rank](2, 3, stride=2)
    golden.case(
        f"LPPool{rank}d stride 2, padding 1",
        pool,
        randn(1, 2, *[5, 6][:rank]),
        call=lambda x, f=pool, r=rank: f(nn.functional.pad(x, [1] * 2 * r)),
        theirs=f"nn.LPPool{rank}d",
    )

golden.write()
