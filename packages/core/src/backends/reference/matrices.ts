import type { MatrixRoutine } from "../../backend.ts";
import { MatrixError } from "../../matrix-error.ts";
import type { Multiply } from "../../routines/matrix.ts";
import { type Shape, sizeOf, unravel } from "../../shape.ts";
import type { View } from "../view.ts";
import { readNow } from "./copy.ts";

/** The rows and columns of each matrix. A vector is a column, and a number is a matrix with one element. */
function sizesOf(view: View, batchRank: number): Shape {
  const [rows = 1, columns = 1] = view.layout.shape.slice(batchRank);
  return [rows, columns];
}

/**
 * Runs a routine on each matrix of a batch, in float64 for every dtype.
 *
 * @param multiply how routines on large matrices multiply. Default: in plain loops.
 */
export function matrices(
  routine: MatrixRoutine,
  op: string,
  inputs: readonly View[],
  outputs: readonly View[],
  multiply?: Multiply,
): void {
  const lead = inputs[0].layout.shape.slice(0, -2);
  const sources = inputs.map((view) => ({ view, elements: readNow(view) }));
  const targets = outputs.map((view) => {
    const [rows, columns] = sizesOf(view, lead.length);
    return { view, matrix: { rows, columns, values: new Float64Array(rows * columns) } };
  });
  const count = sizeOf(lead);
  for (let at = 0; at < count; at++) {
    const given = sources.map(({ view, elements }) => {
      const [rows, columns] = sizesOf(view, lead.length);
      const size = rows * columns;
      return { rows, columns, values: new Float64Array(elements.subarray(at * size, (at + 1) * size)) };
    });
    for (const { matrix } of targets) matrix.values.fill(0);
    routine.run(
      given,
      targets.map(({ matrix }) => matrix),
      (problem) => {
        throw new MatrixError(op, unravel(at, lead), problem);
      },
      multiply,
    );
    for (const { view, matrix } of targets) {
      view.buffer.set(matrix.values, view.layout.offset + at * matrix.values.length);
    }
  }
}
