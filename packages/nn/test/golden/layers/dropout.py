#!/usr/bin/python3
"""Golden values of dropout layers in evaluation mode, and in training mode with given masks.

PyTorch draws the masks itself, and others than we do. So what a mask makes of an
input is computed from the equations of the papers.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/layers/dropout.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from kit import Golden
from torch import nn

golden = Golden()


def mask(kept, *shape):
    return (torch.rand(shape) < kept).to(torch.int32)


def dropped(p):
    """Srivastava et al. 2014, section 10, scaled while training."""
    return lambda x, kept: x * kept / (1 - p)


def alpha_dropped(p):
    """Klambauer et al. 2017, the section on new dropout technique."""
    saturation = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717
    q = 1 - p
    a = (q + saturation**2 * q * (1 - q)) ** -0.5
    b = -a * (1 - q) * saturation
    return lambda x, kept: a * (x * kept + saturation * (1 - kept)) + b


SHAPES = {1: (2, 3, 4), 2: (2, 3, 2, 2), 3: (2, 3, 2, 1, 2)}
LAYERS = {1: nn.Dropout1d, 2: nn.Dropout2d, 3: nn.Dropout3d}

golden.case("Dropout", nn.Dropout(0.4), torch.randn(3, 2), training=False)
golden.case(
    "Dropout in training",
    nn.Dropout(0.4),
    torch.randn(3, 4),
    mask(0.6, 3, 4),
    call=dropped(0.4),
    theirs="Srivastava et al. 2014, section 10",
)
for rank, layer in LAYERS.items():
    x = torch.randn(SHAPES[rank])
    golden.case(layer.__name__, layer(0.4), x, training=False)
    golden.case(
        f"{layer.__name__} in training",
        layer(0.4),
        x,
        mask(0.6, 2, 3, *[1] * rank),
        call=dropped(0.4),
        theirs="Srivastava et al. 2014, section 10",
    )
golden.case("AlphaDropout", nn.AlphaDropout(0.3), torch.randn(3, 2), training=False)
golden.case(
    "AlphaDropout in training",
    nn.AlphaDropout(0.3),
    torch.randn(3, 4),
    mask(0.7, 3, 4),
    call=alpha_dropped(0.3),
    theirs="Klambauer et al. 2017, new dropout technique",
)

golden.write()
