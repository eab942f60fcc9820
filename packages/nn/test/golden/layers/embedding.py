#!/usr/bin/python3
"""Golden values of Embedding and EmbeddingBag.

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

# Norms of about 1.7: some rows are longer, some are not.
for training in (True, False):
    mode = "training" if training else "evaluation"
    golden.case(f"Embedding with maxNorm, {mode}", nn.Embedding(4, 3, max_norm=1.5), index, training=training)
golden.case(
    "Embedding with maxNorm of order 1 and padding", nn.Embedding(4, 3, max_norm=2.0, norm_type=1.0, padding_idx=3), index
)
golden.case("Embedding frozen, with maxNorm", nn.Embedding.from_pretrained(torch.randn(4, 2), max_norm=0.5), index)

bags = torch.tensor([[0, 3, 1], [3, 3, 2]])
line, offsets = torch.tensor([0, 3, 1, 4, 4, 2, 0]), torch.tensor([0, 2, 2, 6])
weights = torch.randn(2, 3)
golden.case("EmbeddingBag", nn.EmbeddingBag(5, 3), bags)
for mode in ("sum", "mean", "max"):
    golden.case(f"EmbeddingBag, {mode}, with padding", nn.EmbeddingBag(5, 3, mode=mode, padding_idx=3), bags)
    bag = nn.EmbeddingBag(5, 3, mode=mode)
    golden.case(f"EmbeddingBag, {mode}, of any lengths", bag, line, call=lambda x, bag=bag: bag(x, offsets))
    bag = nn.EmbeddingBag(5, 3, mode=mode, padding_idx=4)
    golden.case(f"EmbeddingBag, {mode}, of any lengths, with padding", bag, line, call=lambda x, bag=bag: bag(x, offsets))
golden.case("EmbeddingBag, all padding", nn.EmbeddingBag(5, 3, mode="max", padding_idx=3), torch.tensor([[3, 3], [1, 3]]))
bag = nn.EmbeddingBag(5, 3, mode="sum")
golden.case("EmbeddingBag with weights", bag, bags, weights, call=lambda x, w, bag=bag: bag(x, per_sample_weights=w))
bag = nn.EmbeddingBag(5, 3, mode="sum")
golden.case(
    "EmbeddingBag with weights, of any lengths",
    bag,
    line,
    torch.randn(7),
    call=lambda x, w, bag=bag: bag(x, offsets, per_sample_weights=w),
)
golden.case("EmbeddingBag with maxNorm", nn.EmbeddingBag(5, 3, max_norm=1.0, norm_type=3.0), bags)

golden.write()
