#!/usr/bin/python3
"""Golden values of probability distributions: log-probabilities, entropies, means, variances, divergences.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/distributions/distributions.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from kit import Golden
from torch import distributions as d
from torch import nn

golden = Golden()
nothing = nn.Module()


def case(name, kind, call, *inputs):
    golden.case(name, nothing, *inputs, call=call, theirs=f"distributions.{kind}")


def positive(*shape):
    return torch.rand(*shape) * 3 + 0.1


def shares(*shape):
    return torch.softmax(torch.randn(*shape), -1)


def told(make, moments=True):
    """What a distribution tells of x."""

    def call(x, *parameters):
        p = make(*parameters)
        return (p.log_prob(x), p.entropy(), *((p.mean, p.variance) if moments else ()))

    return call


def divergence(name, make, *inputs):
    half = len(inputs) // 2
    case(
        f"klDivergence of {name}",
        "kl_divergence",
        lambda *xs: d.kl_divergence(make(*xs[:half]), make(*xs[half:])),
        *inputs,
    )


case("Normal", "Normal", told(d.Normal), torch.randn(4, 2, 3), torch.randn(2, 3), positive(3))
case("Gamma", "Gamma", told(d.Gamma), positive(4, 2, 3), positive(2, 3), positive(3))
case("Beta", "Beta", told(d.Beta), torch.rand(4, 2, 3), positive(2, 3), positive(3))
case("Dirichlet", "Dirichlet", told(d.Dirichlet), shares(4, 2, 3), positive(2, 3))
bits = torch.tensor([[0, 1, 1], [1, 0, 1]])
real = lambda f: lambda x, *parameters: f(x.double(), *parameters)
case("Bernoulli", "Bernoulli", real(told(lambda l: d.Bernoulli(logits=l))), bits, torch.randn(3) * 3)
case("Bernoulli of probabilities", "Bernoulli", real(told(d.Bernoulli)), bits, torch.rand(3))
classes = torch.tensor([[0, 3], [2, 2], [1, 0]])
case("Categorical", "Categorical", told(lambda l: d.Categorical(logits=l), False), classes, torch.randn(2, 4))
case("Categorical of weights", "Categorical", told(d.Categorical, False), classes, positive(2, 4))
case("Categorical, one for all", "Categorical", told(lambda l: d.Categorical(logits=l), False), classes, torch.randn(4))

divergence("Normal", d.Normal, torch.randn(2, 3), positive(3), torch.randn(2, 3), positive(2, 1))
# PyTorch's own trigamma function is exact to 5e-10, which small differences of it make worse: concentrations are apart.
divergence("Gamma", d.Gamma, positive(2, 3) + 4, positive(3), positive(2, 3), positive(2, 1))
divergence("Beta", d.Beta, positive(2, 3), positive(3), positive(2, 3), positive(2, 1))
divergence("Dirichlet", d.Dirichlet, positive(2, 3), positive(2, 3))
divergence("Bernoulli", lambda l: d.Bernoulli(logits=l), torch.randn(2, 3), torch.randn(2, 3))
divergence("Categorical", lambda l: d.Categorical(logits=l), torch.randn(2, 3), torch.randn(2, 3))

golden.write()
