#!/usr/bin/python3
"""Golden values of losses, with every option of each, and every reduction.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/losses/losses.py

Targets of losses whose derivative by the target PyTorch does not have are detached: their
gradient is null.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from kit import Golden
from torch import nn

golden = Golden()
reductions = ("mean", "sum", "none")


def each(name, kind, inputs, detached=(), of=("mean", "sum", "none"), **options):
    """A case for each reduction. `detached` are the inputs that take no gradient."""
    for reduction in of:
        module = kind(reduction=reduction, **options)
        keep = lambda xs: [x.detach() if i in detached else x for i, x in enumerate(xs)]
        title = f"{name}, {reduction}" if len(of) > 1 else name
        golden.case(title, module, *inputs, call=lambda *xs, m=module: m(*keep(xs)), theirs=f"nn.{kind.__name__}", rename=lambda key: None)


def signs(*shape):
    return torch.sign(torch.randn(*shape))


def indices(high, *shape):
    return torch.randint(high, shape)


def one(name, kind, inputs, **options):
    """The mean alone: for what does not concern the reduction."""
    each(name, kind, inputs, of=("mean",), **options)


x, y = torch.randn(2, 3) * 2, torch.randn(2, 3)
each("mse", nn.MSELoss, (x, y))
each("mae", nn.L1Loss, (x, y))
each("huber", nn.HuberLoss, (x, y), delta=0.7)
each("smoothL1", nn.SmoothL1Loss, (x, y))
one("smoothL1 of beta 0.4", nn.SmoothL1Loss, (x, y), beta=0.4)
one("smoothL1 of beta 0", nn.SmoothL1Loss, (x, y), beta=0.0)

p, t = torch.rand(2, 3) * 0.9 + 0.05, torch.rand(2, 3)
weight = torch.tensor([0.5, 0.0, 2.0])
each("bce", nn.BCELoss, (p, t), detached=(1,))
one("bce with weights", nn.BCELoss, (p, t), detached=(1,), weight=weight)
each("bceWithLogits", nn.BCEWithLogitsLoss, (x, t), detached=(1,))
one("bceWithLogits with posWeight", nn.BCEWithLogitsLoss, (x, t), detached=(1,), pos_weight=weight + 0.25)
one("bceWithLogits with both weights", nn.BCEWithLogitsLoss, (x, t), detached=(1,), weight=weight, pos_weight=torch.tensor(3.0))
each("klDiv", nn.KLDivLoss, (x.log_softmax(1), t.softmax(1)))
one("klDiv of logarithms", nn.KLDivLoss, (x.log_softmax(1), y.log_softmax(1)), log_target=True)

counts = torch.poisson(torch.full((2, 3), 2.0))
each("poissonNll", nn.PoissonNLLLoss, (y, counts), detached=(1,))
one("poissonNll, full", nn.PoissonNLLLoss, (y, counts), detached=(1,), full=True)
one("poissonNll of rates", nn.PoissonNLLLoss, (p * 4, counts), detached=(1,), log_input=False, eps=1e-3)
each("gaussianNll", nn.GaussianNLLLoss, (x, y, p))
one("gaussianNll, full", nn.GaussianNLLLoss, (x, y, p[:, :1]), full=True)
one("gaussianNll of small variances", nn.GaussianNLLLoss, (x, y, p), eps=0.5)
one("gaussianNll of a variance a row", nn.GaussianNLLLoss, (x, y, p[:, 0]))

weight = torch.tensor([0.5, 0.0, 2.0, 1.5])
scores, labels = torch.randn(5, 4) * 2, torch.tensor([2, 0, 3, 3, 1])
padded = torch.tensor([2, -100, 3, 1, -100])
images, places = torch.randn(2, 4, 3), indices(4, 2, 3)
soft = torch.rand(5, 4).softmax(1)
logs = scores.log_softmax(1)
each("nll", nn.NLLLoss, (logs, labels))
each("nll with weights", nn.NLLLoss, (logs, labels), weight=weight)
each("nll with ignoreIndex", nn.NLLLoss, (logs, labels), ignore_index=3)
each("nll of padding, with weights", nn.NLLLoss, (logs, padded), weight=weight)
one("nll of places, with weights", nn.NLLLoss, (images.log_softmax(1), places), weight=weight, ignore_index=1)
one("nll of one sample", nn.NLLLoss, (logs[0], labels[0]), weight=weight)
each("crossEntropy", nn.CrossEntropyLoss, (scores, labels))
each("crossEntropy with weights", nn.CrossEntropyLoss, (scores, labels), weight=weight)
each("crossEntropy, smoothed", nn.CrossEntropyLoss, (scores, labels), label_smoothing=0.2)
each("crossEntropy, smoothed, with weights", nn.CrossEntropyLoss, (scores, labels), label_smoothing=0.2, weight=weight)
each("crossEntropy of padding", nn.CrossEntropyLoss, (scores, padded))
each("crossEntropy of padding, with all options", nn.CrossEntropyLoss, (scores, padded), label_smoothing=0.1, weight=weight, ignore_index=-100)
one("crossEntropy of places", nn.CrossEntropyLoss, (images, places), weight=weight, ignore_index=0, label_smoothing=0.3)
one("crossEntropy of one sample", nn.CrossEntropyLoss, (scores[0], labels[0]), weight=weight, label_smoothing=0.3)
each("crossEntropy of probabilities", nn.CrossEntropyLoss, (scores, soft))
one("crossEntropy of probabilities, smoothed, with weights", nn.CrossEntropyLoss, (scores, soft), label_smoothing=0.2, weight=weight)
one("crossEntropy of probabilities of places", nn.CrossEntropyLoss, (images, images.neg().softmax(1)), label_smoothing=0.2, weight=weight)

y = signs(2, 3)
each("hingeEmbedding", nn.HingeEmbeddingLoss, (x, y), detached=(1,))
one("hingeEmbedding of margin 0.3", nn.HingeEmbeddingLoss, (x, y), detached=(1,), margin=0.3)
each("softMargin", nn.SoftMarginLoss, (x, y), detached=(1,))
other = torch.randn(2, 3)
each("marginRanking", nn.MarginRankingLoss, (x, other, y), detached=(2,))
one("marginRanking of margin 0.5", nn.MarginRankingLoss, (x, other, y), detached=(2,), margin=0.5)
each("cosineEmbedding", nn.CosineEmbeddingLoss, (x, other, signs(2)), detached=(2,))
one("cosineEmbedding of margin -0.4", nn.CosineEmbeddingLoss, (x, other, signs(2)), detached=(2,), margin=-0.4)
one("cosineEmbedding of one pair", nn.CosineEmbeddingLoss, (x[0], other[0], torch.tensor(1)))
each("tripletMargin", nn.TripletMarginLoss, (x, other, torch.randn(2, 3)))
one("tripletMargin, swapped", nn.TripletMarginLoss, (x, other, torch.randn(2, 3)), margin=3.0, swap=True, eps=1e-3)
one("tripletMargin of order 1.5", nn.TripletMarginLoss, (x, other, torch.randn(2, 3)), margin=2.0, p=1.5)
each("multiMargin", nn.MultiMarginLoss, (scores, labels))
each("multiMargin with all options", nn.MultiMarginLoss, (scores, labels), p=2, margin=0.6, weight=weight)
one("multiMargin of one sample", nn.MultiMarginLoss, (scores[0], labels[0]))
named = torch.tensor([[2, 0, -1, 3], [1, -1, -1, -1], [3, 2, 1, 0], [-1, 2, 1, 0], [0, 3, 2, -1]])
each("multiLabelMargin", nn.MultiLabelMarginLoss, (scores, named))
one("multiLabelMargin of one sample", nn.MultiLabelMarginLoss, (scores[0], named[0]))
has = (torch.rand(5, 4) > 0.5).double()
each("multiLabelSoftMargin", nn.MultiLabelSoftMarginLoss, (scores, has), detached=(1,))
one("multiLabelSoftMargin with weights", nn.MultiLabelSoftMarginLoss, (scores, has), detached=(1,), weight=weight)


class Hinge(nn.Module):
    """Keras's Hinge and SquaredHinge: their equations, computed with PyTorch."""

    def __init__(self, reduction, power, margin):
        super().__init__()
        self.reduction, self.power, self.margin = reduction, power, margin

    def forward(self, x, y):
        losses = torch.clamp(self.margin - x * y, min=0) ** self.power
        return losses if self.reduction == "none" else getattr(losses, self.reduction)()


for reduction in reductions:
    for power, margin in ((1, 1.0), (2, 0.5)):
        module = Hinge(reduction, power, margin)
        golden.case(f"hinge of power {power}, {reduction}", module, x, y, call=lambda a, b, m=module: m(a, b.detach()), theirs="Cortes and Vapnik 1995, equation 4")


class ByEquations(nn.Module):
    """A loss of a paper: its equations, computed with PyTorch. The losses of elements, and the reduction after them."""

    def __init__(self, losses, reduction):
        super().__init__()
        self.losses, self.reduction = losses, reduction

    def forward(self, *inputs):
        losses = self.losses(*inputs)
        return losses if self.reduction == "none" else getattr(losses, self.reduction)()


def by_equations(name, theirs, losses, inputs, of=reductions):
    for reduction in of:
        title = f"{name}, {reduction}" if len(of) > 1 else name
        golden.case(title, ByEquations(losses, reduction), *inputs, theirs=theirs)


def focal_binary(gamma, alpha):
    def losses(x, t):
        p = torch.sigmoid(x)
        return -alpha * t * (1 - p) ** gamma * torch.log(p) - (1 - alpha) * (1 - t) * p**gamma * torch.log(1 - p)

    return losses


def focal_classes(gamma, weight):
    def losses(x, t):
        p = torch.gather(torch.softmax(x, 1), 1, t.unsqueeze(1)).squeeze(1)
        return -weight[t] * (1 - p) ** gamma * torch.log(p)

    return losses


def dice(squared, epsilon):
    def losses(p, t):
        if t.dim() < p.dim():
            t = torch.stack([(t == c).double() for c in range(p.shape[1])], 1)
        places = tuple(range(2, p.dim()))
        sizes = (p**2 + t**2) if squared else (p + t)
        inner, outer = ((p * t).sum(places), sizes.sum(places)) if places else (p * t, sizes)
        return 1 - (2 * inner + epsilon) / (outer + epsilon)

    return losses


LIN = "Lin et al. 2017, equation 5"
x, t, hard = torch.randn(2, 3) * 2, torch.rand(2, 3), (torch.rand(2, 3) > 0.5).double()
by_equations("sigmoidFocal", LIN, focal_binary(2, 0.25), (x, hard))
by_equations("sigmoidFocal of other options", LIN, focal_binary(0.7, 0.6), (x, t), of=("mean",))
by_equations("sigmoidFocal of gamma 0", LIN, focal_binary(0, 0.5), (x, t), of=("mean",))
by_equations("softmaxFocal", LIN, focal_classes(2, torch.ones(4)), (scores, labels))
by_equations("softmaxFocal of other options", LIN, focal_classes(1.5, weight), (images, places), of=("mean",))

MILLETARI = "Milletari et al. 2016, section 3"
masks = images.softmax(1)
by_equations("dice", MILLETARI, dice(False, 1e-5), (masks, images.neg().softmax(1)))
by_equations("dice of squares", MILLETARI, dice(True, 0.3), (masks, images.neg().softmax(1)), of=("mean",))
by_equations("dice of class indices", MILLETARI, dice(False, 1e-5), (masks, places))
by_equations("dice without places", MILLETARI, dice(True, 1e-5), (p, t), of=("mean",))


def ctc(name, inputs, of=reductions, **options):
    """PyTorch's gradient is right only before a log-softmax."""
    for reduction in of:
        module = nn.CTCLoss(reduction=reduction, **options)
        title = f"{name}, {reduction}" if len(of) > 1 else name
        golden.case(title, module, *inputs, call=lambda x, *rest, m=module: m(x.log_softmax(-1), *rest))


steps = torch.randn(7, 4, 5) * 2
# Repeated labels, one label, none, and as many as the steps allow.
spelt = torch.tensor([[1, 1, 3], [2, 4, 4], [1, 2, 3], [4, 2, 1]])
lengths = (torch.tensor([7, 6, 5, 3]), torch.tensor([3, 1, 0, 3]))
ctc("ctc", (steps, spelt, *lengths))
ctc("ctc of another blank", (steps, (spelt + 2) % 5, *lengths), of=("mean",), blank=2)
ctc("ctc of one sample", (steps[:, 0], spelt[0], torch.tensor(6), torch.tensor(3)))
# The first sample needs four steps.
short = (torch.tensor([3, 7, 5, 2]), torch.tensor([3, 2, 1, 3]))
ctc("ctc that does not fit, as 0", (steps, spelt, *short), zero_infinity=True)

triplet = (torch.randn(2, 3), torch.randn(2, 3), torch.randn(2, 3))
cosine = lambda a, b: 1 - nn.functional.cosine_similarity(a, b, dim=-1)
each("tripletMarginWithDistance", nn.TripletMarginWithDistanceLoss, triplet, distance_function=cosine)
squared = lambda a, b: (a - b).square().sum(-1)
one("tripletMarginWithDistance, swapped", nn.TripletMarginWithDistanceLoss, triplet, distance_function=squared, margin=3.0, swap=True)

golden.write()
