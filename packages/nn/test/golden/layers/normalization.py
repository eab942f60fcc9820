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

both("BatchNorm1d", nn.BatchNorm1d(3), torch.randn(4, 3))
both("BatchNorm1d of a sequence", nn.BatchNorm1d(3, eps=0.1, momentum=0.3), torch.randn(2, 3, 4))
both("BatchNorm1d of all batches", nn.BatchNorm1d(2, momentum=None), torch.randn(3, 2))
both("BatchNorm1d without weights", nn.BatchNorm1d(2, affine=False), torch.randn(3, 2))
both("BatchNorm1d without statistics", nn.BatchNorm1d(2, track_running_stats=False), 3 + torch.randn(3, 2))
both("BatchNorm2d", nn.BatchNorm2d(2), torch.randn(2, 2, 2, 3))
both("BatchNorm3d", nn.BatchNorm3d(2), torch.randn(2, 2, 2, 1, 3))

golden.case("GroupNorm", drawn(nn.GroupNorm(2, 4)), torch.randn(2, 4, 3))
golden.case("GroupNorm of features", drawn(nn.GroupNorm(2, 6, eps=0.1)), torch.randn(2, 6))
golden.case("GroupNorm without weights", nn.GroupNorm(1, 2, affine=False), torch.randn(2, 2, 2, 2))

both("InstanceNorm1d", nn.InstanceNorm1d(2), torch.randn(2, 2, 3))
both("InstanceNorm1d with weights", nn.InstanceNorm1d(2, eps=0.1, affine=True), torch.randn(2, 2, 3))
both(
    "InstanceNorm1d with statistics",
    nn.InstanceNorm1d(2, momentum=0.3, affine=True, track_running_stats=True),
    torch.randn(3, 2, 4),
)
both("InstanceNorm2d with statistics", nn.InstanceNorm2d(2, track_running_stats=True), torch.randn(2, 2, 2, 3))
both("InstanceNorm2d", nn.InstanceNorm2d(2, affine=True), torch.randn(2, 2, 2, 3))
both("InstanceNorm3d", nn.InstanceNorm3d(2, affine=True), torch.randn(2, 2, 2, 1, 3))


class RMSNorm(nn.Module):
    """Zhang and Sennrich 2019, equation (4), with the epsilon of later implementations."""

    def __init__(self, shape, eps=torch.finfo(torch.float64).eps, affine=True):
        super().__init__()
        self.axes = tuple(range(-len(shape), 0))
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(shape)) if affine else None

    def forward(self, x):
        y = x / torch.sqrt(torch.mean(x * x, self.axes, keepdim=True) + self.eps)
        return y if self.weight is None else y * self.weight


EQUATION = "Zhang and Sennrich 2019, equation 4"
golden.case("RMSNorm", drawn(RMSNorm([4])), torch.randn(3, 4), theirs=EQUATION)
golden.case("RMSNorm over two axes", drawn(RMSNorm([3, 2], eps=0.1)), torch.randn(2, 3, 2), theirs=EQUATION)
golden.case("RMSNorm without weights", RMSNorm([4], affine=False), 3 + torch.randn(2, 4), theirs=EQUATION)

golden.case("LocalResponseNorm", nn.LocalResponseNorm(3), torch.randn(2, 4, 3))
golden.case("LocalResponseNorm of other options", nn.LocalResponseNorm(4, alpha=0.7, beta=1.3, k=0.5), torch.randn(2, 5, 2, 3))
golden.case("LocalResponseNorm of more channels than there are", nn.LocalResponseNorm(7, alpha=0.5), torch.randn(1, 2, 3))

golden.write()
