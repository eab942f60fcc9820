import {
  type CorrelationTable,
  correlation,
  numericColumn,
  Table,
  type TensorDataset,
  wholeBatch,
} from "@gradiente/datasets";
import { heatMap } from "@gradiente/plot";
import { loadDigits } from "../kit/digits.ts";
import type { Experiment, Measure } from "../kit/experiment.ts";

const SIDE = 28;
const PIXELS = Array.from({ length: SIDE * SIDE }, (_, i) => `${Math.floor(i / SIDE) + 1}x${(i % SIDE) + 1}`);
/** Coefficients as the earlier project printed them. */
const PRINTED = { "28x19": 0.033682, "28x20": 0.027747, "28x21": 0.021902, "28x22": 0.015736 };
/** Pixels for which it printed NaN. */
const UNDEFINED = PIXELS.slice(-6);
const DIGITS = 6;

/** The label, and the pixels by row and column from 1. */
function tableOf({ x, y }: Pick<TensorDataset, "x" | "y">): Table {
  return new Table([["label", numericColumn(y.toTypedArray())]]).join(Table.fromTensor(x, PIXELS));
}

/** The number of pixels without a coefficient that the table does not list as constant. */
function unreported(table: CorrelationTable): number {
  return PIXELS.filter((name) => table.between(name, "label") === null && !table.constant.includes(name))
    .length;
}

export const d2: Experiment = {
  id: "d2",
  title: "Which pixels go with the label",
  data: "MNIST, test images",
  reference:
    "28x19 .033682, 28x20 .027747, 28x21 .021902, 28x22 .015736; NaN for 28x23 to 28x28 and all constant pixels",
  measures: {
    ...Object.fromEntries(
      Object.entries(PRINTED).map(([name, equals]): [string, Measure] => [
        name,
        { label: `coefficient of ${name}`, target: { equals, within: 0.5 / 10 ** DIGITS }, digits: DIGITS },
      ]),
    ),
    last: {
      label: `undefined among ${UNDEFINED[0]} to ${UNDEFINED[5]}`,
      target: { equals: UNDEFINED.length, within: 0 },
      digits: 0,
    },
    constant: { label: "constant pixels, reported as such", target: { equals: 116, within: 0 }, digits: 0 },
    unreported: {
      label: "pixels without a coefficient that are not reported",
      target: { atMost: 0 },
      digits: 0,
    },
  },
  illustration: "correlations",
  async run(context) {
    const { test } = await loadDigits(context);
    const images = tableOf(wholeBatch(test));
    const table = correlation(images, { with: ["label"] });
    context.log(`${images}\n\n${table}`);
    const coefficient = (name: string) => table.between(name, "label");
    return {
      measured: {
        ...Object.fromEntries(Object.keys(PRINTED).map((name) => [name, coefficient(name)])),
        last: UNDEFINED.filter((name) => coefficient(name) === null).length,
        constant: table.constant.length,
        unreported: unreported(table),
      },
      figures: {
        correlations: {
          figure: heatMap(
            table
              .toTensor()
              .slice([[1, null]])
              .reshape([SIDE, SIDE]),
            {
              title: "correlation of each pixel with the label",
              xLabel: "column, from 0",
              yLabel: "row, from 0",
              valueLabel: "Pearson's r",
              missingLabel: "constant",
            },
          ),
          see: "Red: ink there goes with high digits, blue: with low ones. The grey border never has any ink.",
        },
      },
    };
  },
};
