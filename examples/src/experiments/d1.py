"""Trains scikit-learn's MLPClassifier as d1.ts trains ours: python3 d1.py <folder> <settings as JSON>.

The folder holds x-train.f32, y-train.i32, x-test.f32 and y-test.i32, little-endian. Prints {seconds, train, test}. With
"pieces" among the settings, an epoch is trained in so many pieces, and after each of them the state is looked at: it
prints {loss, accuracy, valLoss, valAccuracy}, lists of as many numbers as there are pieces in all.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")  # that it has not converged: the number of epochs is given
folder = Path(sys.argv[1])
settings = json.loads(sys.argv[2])


def load(part):
    y = np.fromfile(folder / f"y-{part}.i32", dtype="<i4")
    return np.fromfile(folder / f"x-{part}.f32", dtype="<f4").reshape(len(y), -1), y


def look(model, x, y):
    scores = model.predict_proba(x)
    return log_loss(y, scores, labels=model.classes_), float(np.mean(model.classes_[scores.argmax(1)] == y))


def timed(model):
    start = time.perf_counter()
    model.fit(x_train, y_train)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "train": model.score(x_train, y_train), "test": model.score(x_test, y_test)}


def watched(model):
    curves = {"loss": [], "accuracy": [], "valLoss": [], "valAccuracy": []}
    order = np.random.RandomState(settings["seed"])
    for _ in range(settings["epochs"]):
        for piece in np.array_split(order.permutation(len(y_train)), settings["pieces"]):
            model.partial_fit(x_train[piece], y_train[piece], classes=np.arange(10))
            for prefix, seen in (("", (x_train[:2000], y_train[:2000])), ("val", (x_test, y_test))):
                for name, value in zip(("loss", "accuracy"), look(model, *seen)):
                    curves[prefix + name.capitalize() if prefix else name].append(value)
    return curves


x_train, y_train = load("train")
x_test, y_test = load("test")
classifier = MLPClassifier(
    hidden_layer_sizes=settings["hidden"],
    activation="relu",
    solver="sgd",
    momentum=0.0,
    nesterovs_momentum=False,
    alpha=0.0,
    batch_size=settings["batchSize"],
    learning_rate_init=settings["learningRate"],
    max_iter=settings["epochs"],
    n_iter_no_change=10**9,
    tol=0.0,
    random_state=settings["seed"],
)
print(json.dumps(watched(classifier) if "pieces" in settings else timed(classifier)))
