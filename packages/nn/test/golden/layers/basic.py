#!/usr/bin/python3
"""Golden values of layers that work on features: Dense, Bilinear.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/layers/basic.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from kit import Golden
from torch import nn

golden = Golden()

golden.case("Dense", nn.Linear(4, 3), torch.randn(5, 4))
golden.case("Dense without bias", nn.Linear(4, 3, bias=False), torch.randn(5, 4))
golden.case("Dense of a sequence", nn.Linear(4, 3), torch.randn(2, 5, 4))
golden.case("Bilinear", nn.Bilinear(4, 3, 2), torch.randn(5, 4), torch.randn(5, 3))
golden.case("Bilinear without bias", nn.Bilinear(2, 3, 4, bias=False), torch.randn(2, 5, 2), torch.randn(2, 5, 3))
golden.case("Bilinear of one sample", nn.Bilinear(2, 3, 1), torch.randn(2), torch.randn(3))

golden.write()
