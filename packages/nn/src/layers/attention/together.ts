import { formatShape, ShapeError, type Tensor } from "@gradiente/core";

/** @throws ShapeError unless there are as many values as keys, and all are of one batch. */
export function checkTogether(query: Tensor, key: Tensor, value: Tensor, batchFirst: boolean): void {
  const [batchAxis, timeAxis] = batchFirst ? [0, 1] : [1, 0];
  const batches = [query, key, value].map((x) => x.shape[batchAxis]);
  if (batches.every((batch) => batch === batches[0]) && key.shape[timeAxis] === value.shape[timeAxis]) return;
  const shapes = [query, key, value].map(({ shape }) => formatShape(shape)).join(", ");
  throw new ShapeError(
    `MultiHeadAttention: query, key and value must be of one batch, with as many values as keys, and are ${shapes}`,
  );
}
