import { correlation, numericColumn, subset, Table, wholeBatch } from "@gradiente/datasets";
import { heatMap } from "@gradiente/plot";
import { loadDigits } from "../kit/digits.ts";
import type { Experiment } from "../kit/experiment.ts";

const IMAGES = 10_000;
const SIDE = 28;
/** The pixel that the log mentions, in row 14 and column 14. */
const CENTRE = "406";

export const d2: Experiment = {
  id: "d2",
  title: "Which pixels go with the label",
  data: "MNIST",
  reference: "NaN for constant columns; a centre pixel correlates",
  measures: {
    constant: { label: "constant pixels, reported as such", digits: 0 },
    undefined: {
      label: "pixels without a coefficient that are not reported",
      target: { atMost: 0 },
      digits: 0,
    },
    centre: { label: `coefficient of pixel ${CENTRE}` },
    strongest: { label: "strongest coefficient, absolute" },
  },
  illustration: "correlations",
  async run(context) {
    const { train } = await loadDigits(context);
    const first = subset(
      train,
      Array.from({ length: Math.min(IMAGES, train.size) }, (_, i) => i),
    );
    const { x, y } = wholeBatch(first);
    const columns = Table.fromTensor(x).withColumn("label", numericColumn(y.toTypedArray()));
    const table = correlation(columns, { with: ["label"] });
    const coefficients = table.toTensor().slice([[0, SIDE * SIDE], 0]);
    const values = coefficients.toTypedArray();
    const unreported = values.filter(
      (value, pixel) => Number.isNaN(value) && !table.constant.includes(String(pixel)),
    );
    context.log(`constant: ${table.constant.join(" ")}`);
    return {
      measured: {
        constant: table.constant.length,
        undefined: unreported.length,
        centre: table.between(CENTRE, "label"),
        strongest: Math.max(...Array.from(values, (value) => (Number.isNaN(value) ? 0 : Math.abs(value)))),
      },
      figures: {
        correlations: {
          figure: heatMap(coefficients.reshape([SIDE, SIDE]), {
            title: "correlation of each pixel with the label",
            valueLabel: "Pearson's r",
            missingLabel: "constant",
          }),
          see: "Blue in the middle: ink there means a low digit, such as 0 to 3. The grey border never has any.",
        },
      },
    };
  },
};
