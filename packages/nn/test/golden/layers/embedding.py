#!/usr/bin/python3
"""Golden values of Embedding.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/layers/embedding.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from kit import Golden
from torch import nn

golden = Golden()

index = torch.tensor([[0, 3, 1], [3, 3, 2]])

golden.case("Embedding", nn.Embedding(4, 3), index)
golden.case("Embedding of one index", nn.Embedding(4, 3), torch.tensor(2))
golden.case("Embedding with padding", nn.Embedding(4, 3, padding_idx=3), index)
golden.case("Embedding from weights", nn.Embedding.from_pretrained(torch.randn(4, 2), freeze=False), index)
golden.case(
    "Embedding from weights with padding",
    nn.Embedding.from_pretrained(torch.randn(4, 2), freeze=False, padding_idx=0),
    index,
)
golden.case("Embedding frozen", nn.Embedding.from_pretrained(torch.randn(4, 2)), index)

golden.write()
