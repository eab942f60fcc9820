#!/usr/bin/python3
"""Golden values of normalisation layers. RMSNorm is computed from the paper's equation.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/layers/normalization.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from kit import Golden
from torch import nn

golden = Golden()


def drawn(module):
    """The module with weights and statistics that are not those of the start."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape))
        for name, buffer in module.named_buffers():
            if name == "running_mean":
                buffer.copy_(torch.randn(buffer.shape))
            if name == "running_var":
                buffer.copy_(torch.rand(buffer.shape) + 0.5)
            if name == "num_batches_tracked":
                buffer.fill_(3)
    return module


def both(name, module, x):
    golden.case(f"{name} in training", drawn(module), x)
    golden.case(name, module, x, training=False)


golden.case("LayerNorm", drawn(nn.LayerNorm(4)), torch.randn(3, 4))
golden.case("LayerNorm over two axes", drawn(nn.LayerNorm([3, 4], eps=0.1)), torch.randn(2, 3, 4))
golden.case("LayerNorm without weights", nn.LayerNorm(4, elementwise_affine=False), 3 + torch.randn(2, 2, 4))


class LayerNormWithoutBias(nn.LayerNorm):
    """As of PyTorch 2.1."""

    def __init__(self, size):
        super().__init__(size)
        self.register_parameter("bias", None)


golden.case(
    "LayerNorm without bias", drawn(LayerNormWithoutBias(4)), torch.randn(3, 4), theirs="nn.LayerNorm"
)

golden.write()
