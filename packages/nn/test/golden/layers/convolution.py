#!/usr/bin/python3
"""Golden values of convolutions and transposed convolutions: every option, with and without a batch axis.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/layers/convolution.py
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


CONV = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
SIZES = {1: [6], 2: [4, 3], 3: [3, 3, 2]}
KERNEL = {1: 3, 2: (3, 2), 3: (2, 2, 1)}

for rank in (1, 2, 3):
    conv, transposed = CONV[rank], TRANSPOSED[rank]
    kernel, sizes = KERNEL[rank], SIZES[rank]

    def x(*lead):
        return randn(*lead, *sizes)

    golden.case(f"Conv{rank}d", conv(2, 3, kernel), x(2, 2))
    golden.case(f"Conv{rank}d unbatched", conv(2, 3, kernel), x(2))
    golden.case(f"Conv{rank}d without bias, padding 1, stride 2", conv(1, 2, kernel, stride=2, padding=1, bias=False), x(1, 1))
    golden.case(f"Conv{rank}d groups 2, dilation 2, same", conv(2, 4, kernel, groups=2, dilation=2, padding="same"), x(1, 2))
    golden.case(f"Conv{rank}d valid", conv(1, 1, kernel, padding="valid"), x(1, 1))
    for mode in ("reflect", "replicate", "circular"):
        golden.case(f"Conv{rank}d {mode}", conv(1, 2, kernel, padding=1, padding_mode=mode), x(1, 1))
    golden.case(f"Conv{rank}d same, circular", conv(1, 1, kernel, padding="same", padding_mode="circular"), x(1, 1))

    golden.case(f"ConvTranspose{rank}d", transposed(2, 3, kernel), x(1, 2))
    golden.case(f"ConvTranspose{rank}d unbatched", transposed(2, 1, kernel, bias=False), x(2))
    golden.case(
        f"ConvTranspose{rank}d groups 2, stride 2, padding 1, outputPadding 1",
        transposed(2, 4, kernel, groups=2, stride=2, padding=1, output_padding=1),
        x(2, 2),
    )
    golden.case(f"ConvTranspose{rank}d dilation 2", transposed(1, 2, kernel, dilation=2, padding=1, output_padding=1), x(1, 1))

golden.case(
    "Conv2d with a number for each axis",
    nn.Conv2d(2, 2, (2, 3), stride=(2, 1), padding=(0, 2), dilation=(1, 2)),
    randn(1, 2, 4, 5),
)
golden.case(
    "ConvTranspose2d with a number for each axis",
    nn.ConvTranspose2d(2, 2, (2, 3), stride=(2, 1), padding=(0, 1), dilation=(1, 2), output_padding=(1, 0)),
    randn(1, 2, 3, 4),
)
golden.case(
    "Conv2d with pairs of padding",
    nn.Sequential(nn.ZeroPad2d((0, 2, 1, 0)), nn.Conv2d(1, 2, 2)),
    randn(1, 1, 3, 3),
    theirs="nn.ZeroPad2d, nn.Conv2d",
    rename=lambda path: path.removeprefix("1."),
)
golden.case(
    "Conv2d same with stride",
    nn.Sequential(nn.ZeroPad2d((0, 1, 1, 1)), nn.Conv2d(1, 2, (3, 2), stride=(2, 3))),
    randn(1, 1, 5, 7),
    theirs="nn.ZeroPad2d, nn.Conv2d",
    rename=lambda path: path.removeprefix("1."),
)

golden.write()
