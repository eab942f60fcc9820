#!/usr/bin/python3
"""Golden values of layers that work on features: Dense.

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

golden.write()
