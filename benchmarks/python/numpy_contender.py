"""NumPy with forward and backward passes written by hand: what there is to gain over autodiff."""

import numpy as np
from blas import kernels

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def describe():
    return {"library": "NumPy", "version": np.__version__, "backend": kernels(), "threads": 1}


def product(problem, data):
    a, b = data["a"], data["b"]
    a = a.T if problem["transposed"] == "left" else a
    b = b.T if problem["transposed"] == "right" else b
    return lambda: a @ b


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    e /= e.sum(-1, keepdims=True)
    return e


def operation(problem, data):
    x, row = data["x"], data["row"]
    return {
        "exp": lambda: np.exp(x),
        "addRow": lambda: x + row,
        "sumRows": lambda: x.sum(0),
        "sumColumns": lambda: x.sum(1),
        "softmax": lambda: softmax(x),
    }[problem["name"]]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Dense:
    def __init__(self, layer, weight, bias):
        self.activation = layer["activation"]
        self.parameters = [np.ascontiguousarray(weight.T), bias.copy()]

    def forward(self, x):
        weight, bias = self.parameters
        self.x = x
        y = x @ weight
        y += bias
        if self.activation == "relu":
            np.maximum(y, 0, out=y)
        elif self.activation == "sigmoid":
            y = sigmoid(y)
        self.y = y
        return y

    def backward(self, dy, first):
        if self.activation == "relu":
            dy = dy * (self.y > 0)
        elif self.activation == "sigmoid":
            dy = dy * (self.y * (1 - self.y))
        self.gradients = [self.x.T @ dy, dy.sum(0)]
        return None if first else dy @ self.parameters[0].T


def cross_entropy(logits, labels):
    rows = np.arange(len(labels))
    shifted = logits - logits.max(-1, keepdims=True)
    e = np.exp(shifted)
    total = e.sum(-1, keepdims=True)
    loss = (np.log(total[:, 0]) - shifted[rows, labels]).mean()
    e /= total
    e[rows, labels] -= 1
    e /= len(labels)
    return loss, e


def mean_squared_error(prediction, target):
    difference = prediction - target
    return np.square(difference).mean(), difference * np.float32(2 / difference.size)


class Adam:
    def __init__(self, parameters, rate):
        self.rate, self.step_count = rate, 0
        self.states = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]

    def step(self, parameters, gradients):
        self.step_count += 1
        rate = np.float32(self.rate / (1 - BETA1**self.step_count))
        root = np.float32(1 / np.sqrt(1 - BETA2**self.step_count))
        for p, g, (mean, square) in zip(parameters, gradients, self.states):
            mean *= np.float32(BETA1)
            mean += np.float32(1 - BETA1) * g
            square *= np.float32(BETA2)
            square += np.float32(1 - BETA2) * np.square(g)
            p -= rate * mean / (np.sqrt(square) * root + np.float32(EPSILON))


class SGD:
    def __init__(self, _, rate):
        self.rate = np.float32(rate)

    def step(self, parameters, gradients):
        for p, g in zip(parameters, gradients):
            p -= self.rate * g


class Trainer:
    def __init__(self, problem, data):
        if any(layer["kind"] != "dense" for layer in problem["layers"]):
            raise NotImplementedError("NumPy has no convolution")
        self.problem, self.data = problem, data
        crossed = problem["loss"] == "crossEntropy"
        self.loss = cross_entropy if crossed else mean_squared_error
        self.target = data["labels" if crossed else "target"]

    def reset(self):
        self.layers = [
            Dense(layer, self.data[f"layers.{i}.weight"], self.data[f"layers.{i}.bias"])
            for i, layer in enumerate(self.problem["layers"])
        ]
        self.parameters = [p for layer in self.layers for p in layer.parameters]
        optimizer = self.problem["optimizer"]
        self.optimizer = {"adam": Adam, "sgd": SGD}[optimizer["name"]](self.parameters, optimizer["learningRate"])

    def step(self):
        y = self.data["x"]
        for layer in self.layers:
            y = layer.forward(y)
        loss, dy = self.loss(y, self.target)
        for i in reversed(range(len(self.layers))):
            dy = self.layers[i].backward(dy, i == 0)
        self.optimizer.step(self.parameters, [g for layer in self.layers for g in layer.gradients])
        return float(loss)


train = Trainer
