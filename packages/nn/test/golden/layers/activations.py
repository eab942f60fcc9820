#!/usr/bin/python3
"""Golden values of activations: every option.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/layers/activations.py
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


X = torch.tensor([[-40.0, -7.5, -3.5, -2.2, -1.3], [-0.6, -0.3, 0.2, 0.7, 1.4], [2.6, 3.7, 6.5, 8.0, 40.0]])


def case(name, module, x=X, theirs=None):
    golden.case(name, module, x, theirs=theirs)


class Hardsigmoid(nn.Module):
    """By its formula: PyTorch's own gradient has the 1/6 of float32, which is off by 3e-8."""

    def forward(self, x):
        return nn.functional.relu6(x + 3) / 6


for name in "ReLU ReLU6 LeakyReLU ELU SELU CELU GELU SiLU Mish Softplus Softsign Sigmoid LogSigmoid Tanh Tanhshrink Hardtanh Hardswish Hardshrink Softshrink".split():
    case(name, getattr(nn, name)())
    case(f"{name} of a scalar", getattr(nn, name)(), torch.tensor(0.75))

case("Hardsigmoid", Hardsigmoid(), theirs="nn.Hardsigmoid, by its formula relu6(x + 3) / 6")
case("Hardsigmoid of a scalar", Hardsigmoid(), torch.tensor(0.75), theirs="nn.Hardsigmoid, by its formula relu6(x + 3) / 6")
case("LeakyReLU slope 0.3", nn.LeakyReLU(0.3))
case("ELU alpha 0.4", nn.ELU(0.4))
# 1 / alpha is exact: PyTorch's gradient takes it in float32.
case("CELU alpha 0.5", nn.CELU(0.5))
case("CELU alpha -2", nn.CELU(-2.0))
case("GELU tanh", nn.GELU(approximate="tanh"))
case("Softplus beta 3", nn.Softplus(beta=3))
case("Softplus beta 0.5, threshold 1", nn.Softplus(beta=0.5, threshold=1))
case("Hardtanh -0.5 to 3", nn.Hardtanh(-0.5, 3.0))
case("Hardshrink 1.5", nn.Hardshrink(1.5))
case("Softshrink 1.5", nn.Softshrink(1.5))
case("Threshold", nn.Threshold(0.5, -7.0))
for dim in (0, -1):
    case(f"Softmax {dim}", nn.Softmax(dim))
    case(f"Softmin {dim}", nn.Softmin(dim))
    case(f"LogSoftmax {dim}", nn.LogSoftmax(dim))
case("GLU", nn.GLU(), randn(2, 3, 4))
case("GLU 1", nn.GLU(1), randn(2, 4, 3))
case("PReLU", nn.PReLU())
case("PReLU of channels", nn.PReLU(3, init=-0.4), randn(2, 3, 2, 2))
case("PReLU of features", nn.PReLU(5, init=0.6))

golden.write()
