import { type Tensor, tensor } from "@gradiente/core";
import {
  accuracy,
  averagePrecision,
  averageScores,
  calibration,
  classificationReport,
  classScores,
  confusionMatrix,
  f1,
  logLoss,
  type Metric,
  meanAbsoluteError,
  meanSquaredError,
  measure,
  metric,
  partMetric,
  precision,
  precisionRecallCurve,
  r2,
  recall,
  rocAuc,
  rocCurve,
  topK,
} from "@gradiente/train";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import golden from "./golden/metrics.json" with { type: "json" };

const wide = { dtype: "float64" } as const;
const classes = (labels: readonly number[]) => tensor(labels, { dtype: "int32" });

function close(actual: number | readonly number[], expected: number | readonly number[]): void {
  const [a, e] = [[actual].flat(), [expected].flat()];
  expect(a.length).toBe(e.length);
  a.forEach((value, i) => {
    expect(Math.abs(value - e[i])).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(e[i])));
  });
}

describe("against scikit-learn", () => {
  for (const sample of golden.multiclass) {
    test(sample.name, () => {
      const p = tensor(sample.probabilities, wide);
      const t = classes(sample.target);
      close(measure(accuracy(), p, t), sample.accuracy);
      sample.topK.forEach((value, i) => {
        close(measure(topK(i + 1), p, t), value);
      });
      expect(measure(confusionMatrix(), p, t)).toEqual(sample.confusion);
      expect(String(measure(classificationReport({ digits: 3 }), p, t))).toBe(sample.report);
      close(measure(logLoss(), p, t), sample.logLoss);
      close(measure(logLoss({ logits: true }), p.log(), t), sample.logLoss);
      for (const [i, score] of [precision, recall, f1].entries()) {
        close(measure(score({ average: "none" }), p, t), sample.scores.none[i]);
        for (const average of ["macro", "weighted", "micro"] as const) {
          close(measure(score({ average }), p, t), sample.scores[average][i]);
        }
      }
      if ("rocAuc" in sample) {
        close(measure(rocAuc(), p, t), sample.rocAuc?.macro as number);
        close(measure(rocAuc({ average: "weighted" }), p, t), sample.rocAuc?.weighted as number);
      }
      close(measure(calibration(), p, t).expectedCalibrationError, sample.ece);
    });
  }

  for (const sample of golden.binary) {
    test(sample.name, () => {
      const t = classes(sample.target);
      const score = tensor(sample.score, wide);
      // The same in each of the forms in which two classes come.
      const pair = tensor(
        sample.score.map((p) => [1 - p, p]),
        wide,
      );
      const forms: [Tensor, Tensor][] = [
        [score, t],
        [score.reshape([-1, 1]), t.cast("float64").reshape([-1, 1])],
        [pair, t],
        [pair, tensor(sample.target.map((label) => [1 - label, label]))],
      ];
      for (const [p, target] of forms) {
        const roc = measure(rocCurve(), p, target);
        close(roc.falsePositiveRate, sample.roc.fpr);
        close(roc.truePositiveRate, sample.roc.tpr);
        close(roc.thresholds.slice(1), sample.roc.thresholds);
        close(roc.auc, sample.roc.auc);
        close(measure(rocAuc(), p, target), sample.roc.auc);
        const pr = measure(precisionRecallCurve(), p, target);
        close(pr.precision, sample.pr.precision);
        close(pr.recall, sample.pr.recall);
        close(pr.thresholds, sample.pr.thresholds);
        close(pr.averagePrecision, sample.pr.averagePrecision);
        close(measure(averagePrecision(), p, target), sample.pr.averagePrecision);
        close(pr.auc, sample.pr.auc);
        close(measure(logLoss(), p, target), sample.logLoss);
        close(measure(accuracy(), p, target), sample.accuracy);
        close(
          [precision(), recall(), f1()].map((m) => measure(m, p, target)),
          sample.scores,
        );
      }
      const { bins } = measure(calibration({ bins: 5 }), score, t);
      close(
        bins.map(({ frequency }) => frequency),
        sample.calibration.frequency,
      );
      close(
        bins.map(({ confidence }) => confidence),
        sample.calibration.confidence,
      );
    });
  }

  for (const sample of golden.regression) {
    test(sample.name, () => {
      const [p, t] = [tensor(sample.prediction, wide), tensor(sample.target, wide)];
      close(measure(meanSquaredError(), p, t), sample.mse);
      close(measure(meanAbsoluteError(), p, t), sample.mae);
      close(measure(r2(), p, t), sample.r2);
    });
  }
});

test("however samples are cut into batches, every value is the same to the last bit", () => {
  const multi = golden.multiclass[3];
  const two = golden.binary[1];
  const numbers = golden.regression[1];
  const cases: [Metric<unknown>, Tensor, Tensor][] = [
    ...[
      accuracy(),
      topK(3),
      confusionMatrix(),
      precision({ average: "macro" }),
      f1({ average: "none" }),
      rocAuc(),
      logLoss(),
      calibration(),
    ].map((m): [Metric<unknown>, Tensor, Tensor] => [
      m,
      tensor(multi.probabilities, wide),
      classes(multi.target),
    ]),
    ...[rocCurve(), precisionRecallCurve(), averagePrecision(), calibration(), logLoss()].map(
      (m): [Metric<unknown>, Tensor, Tensor] => [m, tensor(two.score), classes(two.target)],
    ),
    ...[r2(), meanSquaredError(), meanAbsoluteError()].map((m): [Metric<unknown>, Tensor, Tensor] => [
      m,
      tensor(numbers.prediction),
      tensor(numbers.target),
    ]),
  ];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }), (sizes) => {
      for (const [m, p, t] of cases) {
        const whole = measure(m, p, t);
        m.reset();
        const samples = p.shape[0];
        const ends = [...sizes, samples].map((_, i, all) => all.slice(0, i + 1).reduce((a, b) => a + b, 0));
        const cuts = [0, ...ends.filter((end) => end < samples), samples];
        cuts.slice(1).forEach((end, i) => {
          m.update(p.slice([[cuts[i], end]]), t.slice([[cuts[i], end]]));
        });
        expect(m.value()).toEqual(whole);
      }
    }),
    { numRuns: 20 },
  );
});

test("the area under the ROC curve is the chance that a positive scores above a negative", () => {
  const sample = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 30 }), (samples) => {
      const scores = (of: boolean) =>
        samples.filter(([, positive]) => positive === of).map(([score]) => score);
      const pairs = scores(true).flatMap((p) => scores(false).map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
      const chance = pairs.reduce<number>((a, b) => a + b, 0) / pairs.length;
      const auc = measure(
        rocAuc(),
        tensor(samples.map(([score]) => score)),
        tensor(samples.map(([, positive]) => positive)),
      );
      if (pairs.length === 0) expect(auc).toBeNaN();
      else expect(auc).toBeCloseTo(chance, 12);
    }),
  );
});

describe("classes", () => {
  test("are taken from scores of any number of places, classes along axis 1", () => {
    const scores = tensor([
      [
        [1, 5, 2],
        [3, 4, 2],
      ],
    ]);
    expect(measure(accuracy(), scores, classes([1, 0, 0]).reshape([1, 3]))).toBe(1);
    expect(measure(accuracy(), scores, classes([1, 0, 1]).reshape([1, 3]))).toBeCloseTo(2 / 3, 15);
  });

  test("are taken from class numbers, from one-hot targets, and by a threshold", () => {
    expect(measure(accuracy(), classes([1, 2, 0]), classes([1, 2, 1]))).toBeCloseTo(2 / 3, 15);
    const scores = tensor([
      [0.1, 0.9],
      [0.8, 0.2],
    ]);
    const oneHot = tensor([
      [0, 1],
      [0, 1],
    ]);
    expect(measure(accuracy(), scores, oneHot)).toBe(0.5);
    const logits = tensor([-0.2, 0.2, 0.7]);
    expect(measure(accuracy(), logits, classes([0, 1, 1]))).toBeCloseTo(2 / 3, 15);
    expect(measure(accuracy({ threshold: 0 }), logits, classes([0, 1, 1]))).toBe(1);
  });

  test("of equal scores are the first, in accuracy and topK alike; NaN is the largest", () => {
    const ties = tensor([
      [1, 1, 0],
      [0, 2, 2],
      [Number.NaN, 1, 9],
    ]);
    const target = classes([1, 1, 0]);
    expect(measure(accuracy(), ties, target)).toBeCloseTo(2 / 3, 15);
    expect(measure(topK(1), ties, target)).toBeCloseTo(2 / 3, 15);
    expect(measure(topK(2), ties, target)).toBe(1);
  });

  test("that do not fit are refused", () => {
    expect(() => measure(accuracy(), tensor([[1, 2]]), classes([2]))).toThrow(/sample 0 is class 2.*for 2/);
    expect(() => measure(accuracy(), tensor([[1, 2]]), classes([0, 1]))).toThrow(/for 1 samples.*for 2/);
    expect(() => measure(accuracy(), tensor([[1, 2, 3]]), tensor([0.5]))).toThrow(/element 0 is 0.5/);
    expect(() => measure(rocCurve(), tensor([0.1]), classes([2]))).toThrow(/two classes/);
    expect(() => measure(rocCurve(), tensor([Number.NaN]), classes([1]))).toThrow(/NaN/);
    expect(() => measure(topK(3), tensor([[1, 2]]), classes([0]))).toThrow(/only 2 classes/);
    expect(() => measure(confusionMatrix({ classes: 2 }), classes([3]), classes([0]))).toThrow(/a class 3/);
    expect(() => measure(rocCurve(), tensor([[1, 2, 3]]), classes([0]))).toThrow(
      "rocCurve: expected one score per sample, [samples], [samples, 1] or [samples, 2], and the prediction has shape [1, 3]",
    );
    expect(() => measure(topK(1), tensor([1]), classes([0]))).toThrow(
      "topK: expected scores [samples, classes], and the prediction has shape [1]",
    );
    const single = partMetric(accuracy(), ((p: Tensor) => [p]) as never);
    expect(() => measure(single, tensor([1]), classes([0]))).toThrow(
      "partMetric: the choice must be [prediction, target], not",
    );
    expect(() => topK(0)).toThrow(RangeError);
    const all = [accuracy(), averagePrecision(), confusionMatrix(), f1(), meanSquaredError(), r2(), rocAuc(), rocCurve(), topK(1)]; // biome-ignore format: a list
    for (const metric of all as readonly Metric<unknown>[]) {
      for (const wrong of [undefined, 1, [1], "a", {}] as never[]) {
        expect(() => measure(metric, wrong, classes([1]))).toThrow(/: (the |a )?prediction/);
        expect(() => measure(metric, tensor([[0.2, 0.8]]), wrong)).toThrow(/target/);
      }
    }
    expect(() => measure(calibration(), tensor([1.5]), classes([1]))).toThrow(/1.5 is not a probability/);
    expect(() => measure(calibration(), tensor([-0.5]), classes([1]))).toThrow(
      "calibration: -0.5 is not a probability; for logits, pass { logits: true }",
    );
    expect(() => measure(calibration(), tensor([Number.NaN]), classes([1]))).toThrow(
      "NaN is not a probability",
    );
  });

  test("are whole numbers from 0 to 2147483647, and each is told by its place", () => {
    const most = 2 ** 31 - 1;
    expect(measure(accuracy(), classes([most, 0]), classes([most, most]))).toBe(0.5);
    for (const wrong of [-1, 0.5, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => measure(accuracy(), classes([0, 0]), tensor([0, wrong], wide))).toThrow(
        `accuracy: classes are whole numbers from 0 to 2147483647, and element 1 is ${wrong} (float64 [2]); targets are class ` +
          "numbers [samples], or one-hot of the shape of the scores",
      );
    }
    expect(() => measure(accuracy(), classes([-1]), classes([0]))).toThrow("element 0 is -1 (int32 [1])");
  });

  test.each<[string, () => unknown, string]>([
    ["a class without a score", () => measure(topK(1), tensor([[1, 2], [1, 2]]), classes([1, 2])), "topK: the target of sample 1 is class 2, but there are scores for 2 classes only"],
    ["a third class", () => measure(rocCurve(), tensor([0.1, 0.2]), classes([1, 2])), "rocCurve: the target of sample 1 is 2; there are two classes, 0 and 1"],
    ["a score without a rank", () => measure(rocCurve(), tensor([0.1, Number.NaN]), classes([1, 0])), "rocCurve: the score of sample 1 is NaN, which has no rank"],
    ["more places than classes", () => measure(topK(3), tensor([[1, 2]]), classes([0])), "topK: k is 3, and there are only 2 classes"],
    ["fewer numbers than targets", () => measure(accuracy(), classes([1]), classes([1, 2])), "accuracy: a prediction of shape [1] is for 1 samples, and the target of shape [2] for 2"],
    ["more scores than targets", () => measure(averagePrecision(), tensor([[0.1], [0.2]]), classes([1])), "averagePrecision: a prediction of shape [2, 1] is for 2 samples, and the target of shape [1] for 1"],
    ["a class more than there are", () => measure(confusionMatrix({ classes: 2 }), classes([0, 3]), classes([2, 0])), "confusionMatrix: there is a class 3, but classes is 2; it must be at least 4"],
    ["a class without a name", () => measure(classificationReport({ classNames: ["a"] }), classes([0]), classes([1])), "classificationReport: there is a class 1, but classes is 1; it must be at least 2"],
    ["a score of many", () => measure(f1(), classes([0, 1, 2]), classes([0, 1, 2])), 'f1: the binary score needs two classes, and there are 3; choose an average: "macro", "weighted", "micro", or "none"'],
    ["no tensor", () => measure(r2(), 3 as never, tensor([1])), "r2: the prediction must be a tensor, not 3; of several, partMetric chooses one"],
    ["a single number", () => measure(r2(), tensor(1), tensor(1)), "r2: the prediction has shape [] and the target []; they must be equal, with samples along the first axis: reshape one of them"],
  ])("say what is wrong: %s", (_, wrong, message) => {
    expect(wrong).toThrow(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
  }); // biome-ignore format: one row each

  test("of two with one score are told apart above the threshold, not at it", () => {
    const scores = tensor([0.5, 0.25, 0.75], wide);
    expect(measure(confusionMatrix(), scores, classes([1, 1, 1]))).toEqual([[0, 0], [2, 1]]); // biome-ignore format: a matrix
    expect(measure(confusionMatrix({ threshold: 0.25 }), scores, classes([1, 1, 0]))).toEqual([[0, 1], [1, 1]]); // biome-ignore format: a matrix
    for (const each of [accuracy, confusionMatrix, f1, classificationReport]) {
      expect(() => each({ threshold: Number.NaN })).toThrow("threshold must be a number, not NaN");
      expect(() => each({ threshold: Number.NEGATIVE_INFINITY })).not.toThrow();
    }
  });
});

describe("topK", () => {
  test("counts labels among the largest, each place from both sides", () => {
    const scores = tensor([[0.1, 0.4, 0.3, 0.2], [0.4, 0.3, 0.2, 0.1]]); // biome-ignore format: rows
    const hits = [1, 2, 3, 4].map((k) => 2 * measure(topK(k), scores, classes([3, 1])));
    expect(hits).toEqual([0, 1, 2, 2]);
    expect(() => topK(1.5)).toThrow("topK: k must be a whole number >= 1, not 1.5");
  });
});

describe("calibration", () => {
  const countsOf = (bins: number, probabilities: number[]) => {
    const target = classes(probabilities.map(() => 1));
    return measure(calibration({ bins }), tensor(probabilities, wide), target).bins.map(({ count, confidence, frequency }) => [count, confidence, frequency]); // biome-ignore format: one thing
  };

  test("has bins that end with their upper edges, and begin after their lower ones", () => {
    expect(countsOf(4, [0, 0.25, 0.25 + 1e-9, 0.5, 0.75, 1])).toEqual([
      [2, 0.125, 1],
      [2, expect.closeTo(0.375, 8), 1],
      [1, 0.75, 1],
      [1, 1, 1],
    ]);
    // No double is a third or a tenth: the edges are quotients.
    for (const bins of [3, 10, 49, 1000]) {
      for (let edge = 1; edge < bins; edge += Math.ceil(bins / 50)) {
        expect(countsOf(bins, [edge / bins, (edge + 0.5) / bins])).toHaveLength(2);
        expect(countsOf(bins, [edge / bins, (edge - 0.5) / bins])).toHaveLength(1);
      }
    }
  });

  test("of rows has the confidence of the class that is chosen", () => {
    const rows = tensor([[0.2, 0.7, 0.1], [0.6, 0.3, 0.1], [0.1, 0.2, 0.7]], wide); // biome-ignore format: rows
    const { bins, expectedCalibrationError } = measure(calibration(), rows, classes([1, 2, 0]));
    expect(bins.map(({ count, frequency }) => [count, frequency])).toEqual([[1, 0], [2, 0.5]]); // biome-ignore format: pairs
    expect(expectedCalibrationError).toBeCloseTo((0.6 + 2 * 0.2) / 3, 12);
  });

  test("takes from 1 to a million bins", () => {
    for (const bins of [0, 1_000_001, 1.5]) expect(() => calibration({ bins })).toThrow(/bins must be a whole number from 1 to 1000000/); // biome-ignore format: a line
    expect(countsOf(1, [0, 0.5, 1])).toEqual([[3, 0.5, 1]]);
  });
});

test("classes that come later have rows and columns of their own, beside those counted", () => {
  const matrix = confusionMatrix();
  matrix.update(classes([0, 1, 0]), classes([0, 0, 0]));
  matrix.update(classes([3]), classes([1]));
  expect(matrix.value()).toEqual([[2, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]]); // biome-ignore format: a matrix
});

test("without positives, precision is 0 and recall 1 up to the last point", () => {
  const curve = measure(precisionRecallCurve(), tensor([0.2, 0.6], wide), classes([0, 0]));
  expect(curve).toEqual({ precision: [0, 0, 1], recall: [1, 1, 0], thresholds: [0.2, 0.6], averagePrecision: 0, auc: 0.5 }); // biome-ignore format: a line
});

test("a report of no samples has scores of 0, and no accuracy", () => {
  const none = { precision: 0, recall: 0, f1: 0, support: 0 };
  expect(classificationReport().value()).toMatchObject({ classes: [], macro: none, weighted: none, accuracy: 0 }); // biome-ignore format: a line
});

describe("scores of a matrix", () => {
  const matrix = [[2, 1, 0], [0, 3, 0], [0, 0, 0]]; // biome-ignore format: a matrix

  test("are averaged over classes that occur: all alike, or by their samples", () => {
    const all = classScores(matrix);
    expect(all.map(({ support }) => support)).toEqual([3, 3, 0]);
    expect(averageScores(matrix, "macro")).toEqual({ precision: (1 + 0.75) / 2, recall: (2 / 3 + 1) / 2, f1: (0.8 + 6 / 7) / 2, support: 6 }); // biome-ignore format: a line
    expect(averageScores(matrix, "micro")).toEqual({
      precision: 5 / 6,
      recall: 5 / 6,
      f1: 5 / 6,
      support: 6,
    });
    // A class that is only predicted counts with the others, and has no weight.
    const predicted = [[1, 1], [0, 0]]; // biome-ignore format: a matrix
    expect(averageScores(predicted, "macro")).toEqual({
      precision: 0.5,
      recall: 0.25,
      f1: 1 / 3,
      support: 2,
    });
    expect(averageScores(predicted, "weighted")).toEqual({
      precision: 1,
      recall: 0.5,
      f1: 2 / 3,
      support: 2,
    });
    const unequal = [[3, 1], [0, 1]]; // biome-ignore format: a matrix
    expect(averageScores(unequal, "weighted").recall).toBe((4 * 0.75 + 1) / 5);
  });

  test.each([[[[1, 2]]], [[[1, 2], [3]]], [[[1, -1], [0, 1]]], [[["1"]]], [[[Number.NaN]]], [[1]], ["matrix"], [undefined]])("refuses what is no matrix of counts: %o", (wrong) => {
    expect(() => classScores(wrong as never)).toThrow(
      "classScores: the matrix must be a confusion matrix, a list of as many rows of counts as there are columns",
    );
    expect(() => averageScores(wrong as never, "macro")).toThrow("averageScores: the matrix must be");
  }); // biome-ignore format: a list

  test("refuses another average", () => {
    expect(() => averageScores(matrix, "binary" as never)).toThrow('averageScores: the average must be "macro", "weighted" or "micro"'); // biome-ignore format: a line
  });
});

test("a score of one class is 0 where nothing is or was called by it", () => {
  expect([precision(), recall(), f1()].map((m) => measure(m, classes([0]), classes([0])))).toEqual([0, 0, 0]);
});

test("r2 of several columns is their mean, and of equal targets 1 or 0", () => {
  const target = tensor([[1, 5, 5], [2, 5, 5], [4, 5, 5]], wide); // biome-ignore format: rows
  const prediction = tensor([[1, 5, 5], [2, 5, 5], [3, 5, 6]], wide); // biome-ignore format: rows
  const first = 1 - 1 / (14 / 3);
  expect(measure(r2(), prediction, target)).toBeCloseTo((first + 1 + 0) / 3, 12);
  const cut = r2();
  cut.update(prediction.slice([[0, 1]]), target.slice([[0, 1]]));
  cut.update(prediction.slice([[1, 3]]), target.slice([[1, 3]]));
  expect(cut.value()).toBeCloseTo((first + 1 + 0) / 3, 12);
});

describe("a report as text", () => {
  const print = (digits: number | undefined, names?: string[]) =>
    String(measure(classificationReport({ digits, classNames: names } as object), classes([0, 0, 2, 2, 2, 2, 2, 2]), classes([0, 2, 2, 2, 2, 2, 2, 2]))).split("\n"); // biome-ignore format: one thing

  test("has columns of nine places, and the classes that occur", () => {
    expect(print(undefined)).toEqual([
      "              precision    recall  f1-score   support",
      "",
      "           0       0.50      1.00      0.67         1",
      "           2       1.00      0.86      0.92         7",
      "",
      "    accuracy                           0.88         8",
      "   macro avg       0.75      0.93      0.79         8",
      "weighted avg       0.94      0.88      0.89         8",
      "",
    ]);
  });

  test("rounds a half to the even digit, as scikit-learn does", () => {
    expect(print(1)[5]).toBe("    accuracy                            0.9         8");
    expect(print(0)[2]).toBe("           0          0         1         1         1");
    expect(print(3)[5]).toBe("    accuracy                          0.875         8");
  });

  test("is as wide as its longest name, or its digits", () => {
    const [head, , first] = print(2, ["a", "b", "a name of twenty let"]);
    expect([head.length, first]).toEqual([
      20 + 41,
      "                   a       0.50      1.00      0.67         1",
    ]);
    expect(print(13)[0].length).toBe(13 + 41);
    expect(print(12)[0].length).toBe(12 + 41);
  });

  test.each<[object, string]>([
    [{ classNames: [] }, "classNames must be a list of texts, not empty"],
    [{ classNames: "ab" }, "classNames must be a list of texts"],
    [{ classNames: ["a", 1] }, "classNames must be a list of texts"],
    [{ classNames: new Array(10_001).fill("a") }, "classNames must be a list of texts"],
    [{ digits: -1 }, "digits must be a whole number from 0 to 60, not -1"],
    [{ digits: 61 }, "digits must be a whole number from 0 to 60, not 61"],
  ])("refuses %j", (options, message) => {
    expect(() => classificationReport(options as never)).toThrow(`classificationReport: ${message}`);
  }); // biome-ignore format: one row each

  test("takes ten thousand names, and no digits or sixty", () => {
    expect(() => classificationReport({ classNames: new Array(10_000).fill("a"), digits: 60 })).not.toThrow();
    expect(() => classificationReport({ digits: 0 })).not.toThrow();
  });
});

describe("a metric of parts", () => {
  test("reads what is chosen, and is asked and reset as one", () => {
    const each = partMetric(accuracy(), (p: { a: Tensor }, t: { b: Tensor }) => [p.a, t.b] as const);
    each.update({ a: classes([1, 2]) }, { b: classes([1, 1]) });
    expect(each.value()).toBe(0.5);
    each.reset();
    expect(each.value()).toBeNaN();
    expect(measure(each, { a: classes([1]) }, { b: classes([1]) })).toBe(1);
  });

  test.each<[string, () => unknown]>([
    ["partMetric: the metric must be a metric, not a function; did you mean accuracy()?", () => partMetric(accuracy as never, () => [] as never)],
    ["partMetric: the choice must be a function, not 1", () => partMetric(accuracy(), 1 as never)],
    ["measure: the metric must be a metric, not an object with update, value; make one with a function such as accuracy(), or with metric({ ... })", () => measure({ update: () => {}, value: () => 1 } as never, tensor(1), tensor(1))],
    ["measure: the metric must be a metric, not null", () => measure(null as never, tensor(1), tensor(1))],
    ["partMetric: the choice must be [prediction, target], not [1, 2, 3]", () => measure(partMetric(accuracy(), () => [1, 2, 3] as never), tensor(1), tensor(1))],
    ["partMetric: the choice must be [prediction, target], not 7", () => measure(partMetric(accuracy(), () => 7 as never), tensor(1), tensor(1))],
    ["metric: value must be a function, not 1", () => metric({ start: () => 1, add: () => {}, value: 1 } as never)],
    ["metric: value must be a function", () => metric({ start: () => 1, add: () => {} } as never)],
  ])("says what is wrong: %s", (message, wrong) => {
    expect(wrong).toThrow(message);
  }); // biome-ignore format: one row each
});

test("sums of infinities and of both signs are what they are", () => {
  const error = (...values: number[]) => measure(meanAbsoluteError(), tensor(values, wide), tensor(values.map(() => 0), wide)); // biome-ignore format: a line
  expect(error(1, Number.POSITIVE_INFINITY, 1)).toBe(Number.POSITIVE_INFINITY);
  expect(error(1, 1e16, 1, 1, 1)).toBe((1e16 + 4) / 5);
});

describe("options", () => {
  const scores = tensor([0.2, 0.6, 0.7, 0.9]);
  const target = classes([0, 0, 1, 1]);

  test.each([
    [
      "confusionMatrix",
      confusionMatrix,
      [
        [1, 1],
        [0, 2],
      ],
      [
        [2, 0],
        [0, 2],
      ],
      [
        [2, 0],
        [1, 1],
      ],
    ],
    ["precision", precision, 2 / 3, 1, 1],
    ["recall", recall, 1, 1, 1 / 2],
    ["f1", f1, 0.8, 1, 2 / 3],
    ["accuracy", accuracy, 0.75, 1, 0.75],
  ] as const)("threshold of %s: a half, or what is given", (_, score, half, between, above) => {
    // biome-ignore format: matrices
    const values = [{}, { threshold: 0.65 }, { threshold: 0.8 }].map((options) =>
      measure(score(options) as Metric<unknown>, scores, target),
    );
    expect(values).toEqual([half, between, above]);
  });

  test("threshold of classificationReport", () => {
    const accuracies = [{}, { threshold: 0.65 }, { threshold: 0.8 }].map(
      (options) => measure(classificationReport(options), scores, target).accuracy,
    );
    expect(accuracies).toEqual([0.75, 1, 0.75]);
  });

  test.each(Object.entries({ precision, recall, f1 }))(
    "classes of %s: also those that do not occur",
    (name, score) => {
      // biome-ignore format: a line
      const p = classes([0, 1, 1]);
      expect(measure(score({ average: "none" }), p, p)).toEqual([1, 1]);
      expect(measure(score({ average: "none", classes: 4 }), p, p)).toEqual([1, 1, 0, 0]);
      expect(() => measure(score({ average: "none", classes: 2 }), classes([2]), classes([0]))).toThrow(
        `${name}: there is a class 2, but classes is 2; it must be at least 3`,
      );
      expect(() => score({ classes: 0 })).toThrow(
        `${name}: classes must be a whole number from 1 to 10000, not 0`,
      );
    },
  );

  test("classes of confusionMatrix, also before the first sample", () => {
    expect(confusionMatrix({ classes: 2 }).value()).toEqual([[0, 0], [0, 0]]); // biome-ignore format: a matrix
    expect(measure(confusionMatrix({ classes: 3 }), classes([1]), classes([0]))).toEqual([[0, 1, 0], [0, 0, 0], [0, 0, 0]]); // biome-ignore format: a matrix
  });

  test("logits of calibration: those of probabilities", () => {
    const [two] = golden.binary;
    const p = tensor(two.score, wide);
    const logits = p.div(p.neg().add(1)).log();
    const t = classes(two.target);
    const [multi] = golden.multiclass;
    const rows = tensor(multi.probabilities, wide);
    for (const [z, probabilities, labels] of [
      [logits, p, t],
      [rows.log().add(3), rows, classes(multi.target)],
    ]) {
      const [found, wanted] = [
        measure(calibration({ logits: true, bins: 7 }), z, labels),
        measure(calibration({ bins: 7 }), probabilities, labels),
      ];
      close(found.expectedCalibrationError, wanted.expectedCalibrationError);
      expect(found.bins.map(({ count }) => count)).toEqual(wanted.bins.map(({ count }) => count));
      close(
        found.bins.map(({ confidence }) => confidence),
        wanted.bins.map(({ confidence }) => confidence),
      );
    }
  });
});

test("a score of one class of two asks for an average where there are more", () => {
  const p = classes([0, 1, 2]);
  expect(() => measure(precision(), p, p)).toThrow(/choose an average/);
  expect(measure(precision({ average: "macro" }), p, p)).toBe(1);
});

test("quotients of nothing are 0, and no samples give NaN", () => {
  const [p, t] = [classes([0, 0]), classes([1, 1])];
  expect([precision(), recall(), f1()].map((m) => measure(m, p, t))).toEqual([0, 0, 0]);
  expect(accuracy().value()).toBeNaN();
  expect(meanSquaredError().value()).toBeNaN();
  expect(r2().value()).toBeNaN();
  expect(measure(r2(), tensor([1]), tensor([1]))).toBeNaN();
  expect(averageScores([], "macro")).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
});

test("r2 is defined from two samples on", () => {
  expect(measure(r2(), tensor([1, 3]), tensor([1, 2]))).toBe(-1);
});

test("a report names its classes, also those that do not occur", () => {
  const report = measure(
    classificationReport({ classNames: ["setosa", "versicolor", "a rather long name"] }),
    classes([0, 1, 1, 0]),
    classes([0, 1, 0, 0]),
  );
  expect(report.classes.map(({ name, support }) => [name, support])).toEqual([
    ["setosa", 3],
    ["versicolor", 1],
    ["a rather long name", 0],
  ]);
  expect(report.accuracy).toBe(0.75);
  expect(report.macro.f1).toBeCloseTo((0.8 + 2 / 3) / 3, 15);
  expect(String(report).split("\n")[2]).toBe("            setosa       1.00      0.67      0.80         3");
});

test("scores of classes come from a matrix as well", () => {
  expect(
    classScores([
      [2, 1],
      [0, 3],
    ])[1],
  ).toEqual({ precision: 0.75, recall: 1, f1: 6 / 7, support: 3 });
});

test("sums lose nothing beside a large element", () => {
  const x = tensor([1e16, 1, 1, 1, 1], wide);
  expect(measure(meanAbsoluteError(), x, x.mul(0))).toBe((1e16 + 4) / 5);
});

test("errors of regression want equal shapes", () => {
  expect(() => measure(r2(), tensor([[1], [2]]), tensor([1, 2]))).toThrow(/\[2, 1\].*\[2\].*must be equal/);
});

test("a metric of one's own is three functions", () => {
  const largest = metric({
    start: () => ({ value: 0 }),
    add: (state, prediction, target) => {
      state.value = Math.max(state.value, prediction.sub(target).abs().max().item());
    },
    value: ({ value }) => value,
  });
  largest.update(tensor([1, 2]), tensor([1, 5]));
  largest.update(tensor([1]), tensor([2]));
  expect(largest.value()).toBe(3);
  largest.reset();
  expect(largest.value()).toBe(0);
});
