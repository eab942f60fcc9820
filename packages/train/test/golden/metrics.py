"""Golden values of the metrics by scikit-learn (1.2.1): /usr/bin/python3 metrics.py > metrics.json"""

import json
import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

warnings.simplefilter("ignore")
rng = np.random.default_rng(7)


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def multiclass(name, samples, classes, never_predicted=None, absent=None):
    logits = rng.normal(size=(samples, classes))
    target = rng.integers(0, classes, samples)
    if absent is not None:
        target[target == absent] = (absent + 1) % classes
    logits[np.arange(samples), target] += 1
    if never_predicted is not None:
        logits[:, never_predicted] = -9
    p = softmax(logits)
    predicted = p.argmax(1)
    out = {
        "name": name,
        "probabilities": p.tolist(),
        "target": target.tolist(),
        "accuracy": m.accuracy_score(target, predicted),
        "topK": [m.top_k_accuracy_score(target, p, k=k, labels=range(classes)) for k in range(1, classes)],
        "confusion": m.confusion_matrix(target, predicted, labels=range(classes)).tolist(),
        "report": m.classification_report(target, predicted, digits=3),
        "logLoss": m.log_loss(target, p, labels=range(classes)),
        "scores": {},
    }
    for average in [None, "macro", "weighted", "micro"]:
        labels = range(classes) if average is None else None
        values = m.precision_recall_fscore_support(target, predicted, average=average, labels=labels)[:3]
        out["scores"][average or "none"] = [np.asarray(v).tolist() for v in values]
    if absent is None:
        out["rocAuc"] = {
            a: m.roc_auc_score(target, p, multi_class="ovr", average=a) for a in ["macro", "weighted"]
        }
    top, hit = p.max(1), predicted == target
    bins = np.clip(np.ceil(top * 10).astype(int) - 1, 0, 9)
    out["ece"] = sum(abs(hit[bins == b].mean() - top[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    return out


def binary(name, samples, decimals):
    target = rng.integers(0, 2, samples)
    score = np.clip(0.3 * target + rng.uniform(size=samples) * 0.7, 0, 1).round(decimals)
    fpr, tpr, thresholds = m.roc_curve(target, score, drop_intermediate=False)
    precision, recall, cuts = m.precision_recall_curve(target, score)
    frequency, confidence = calibration_curve(target, score, n_bins=5)
    predicted = (score > 0.5).astype(int)
    p, r, f, _ = m.precision_recall_fscore_support(target, predicted, average="binary")
    return {
        "name": name,
        "score": score.tolist(),
        "target": target.tolist(),
        "accuracy": m.accuracy_score(target, predicted),
        "scores": [p, r, f],
        "roc": {"fpr": fpr.tolist(), "tpr": tpr.tolist(), "thresholds": thresholds[1:].tolist(), "auc": m.roc_auc_score(target, score)},
        "pr": {
            "precision": precision.tolist(),
            "recall": recall.tolist(),
            "thresholds": cuts.tolist(),
            "averagePrecision": m.average_precision_score(target, score),
            "auc": m.auc(recall, precision),
        },
        "logLoss": m.log_loss(target, score),
        "calibration": {"frequency": frequency.tolist(), "confidence": confidence.tolist()},
    }


def regression(name, target, prediction):
    return {
        "name": name,
        "target": target.tolist(),
        "prediction": prediction.tolist(),
        "mse": m.mean_squared_error(target, prediction),
        "mae": m.mean_absolute_error(target, prediction),
        "r2": m.r2_score(target, prediction),
    }


t1 = rng.normal(size=(40, 1)) * 3 + 1000
t3 = rng.normal(size=(25, 3)) * [1, 10, 100]
constant = np.full((6, 1), 2.5)
print(
    json.dumps(
        {
            "multiclass": [
                multiclass("four classes", 60, 4),
                multiclass("a class never predicted", 40, 3, never_predicted=1),
                multiclass("a class that neither occurs nor is predicted", 40, 4, never_predicted=3, absent=3),
                multiclass("ten classes", 200, 10),
                multiclass("a class that is predicted and does not occur", 40, 3, absent=2),
            ],
            "binary": [binary("distinct scores", 50, 12), binary("many ties", 80, 1), binary("few samples", 5, 1)],
            "regression": [
                regression("one column, far from 0", t1, t1 + rng.normal(size=t1.shape)),
                regression("three columns of unlike scales", t3, t3 + rng.normal(size=t3.shape) * [1, 2, 3]),
                regression("constant target, wrong", constant, constant + 1),
                regression("constant target, right", constant, constant),
            ],
        },
    )
)
