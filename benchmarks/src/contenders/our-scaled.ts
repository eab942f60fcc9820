import { concat, conv2d, einsum, solve, svd, type Tensor, tensor, vjp } from "@gradiente/core";
import type { Computation } from "../contender.ts";
import type { Data, Values } from "../data.ts";
import type { Scaled } from "../problem.ts";

const read = ({ shape, values }: Values): Tensor => tensor(values, { shape });

/** The counterparts of `python/torch_scaled.py`. */
export function scaled(problem: Scaled, data: Data): Computation {
  const compute = computeOf(problem, data);
  return {
    run: () => {
      compute();
    },
    values: () => compute().toTypedArray(),
  };
}

function computeOf({ name, size }: Scaled, data: Data): () => Tensor {
  switch (name) {
    case "convolution": {
      const [x, filters, given] = [read(data.x), read(data.filters), read(data.given)];
      return () => vjp((a, b) => conv2d(a, b, { padding: 1 }), [x, filters], given).gradients[1];
    }
    case "attentionScores": {
      const [queries, keys] = [read(data.queries), read(data.keys)];
      return () => einsum("bhqd,bhkd->bhqk", queries, keys);
    }
    case "chain": {
      const x = read(data.x);
      return () => vjp((start) => chain(start, size), [x]).gradients[0];
    }
    case "elementwise": {
      const [x, y] = [read(data.x), read(data.y)];
      return () => x.mul(y);
    }
    case "embedding": {
      const [rows, index] = [read(data.rows), read(data.index)];
      return () => rows.embedding(index);
    }
    case "concat": {
      const pieces = read(data.pieces);
      // Each an array of its own, as parts of a network give them.
      const list = Array.from({ length: size }, (_, i) => pieces.slice([i]).add(0));
      return () => concat(list);
    }
    case "sort": {
      const x = read(data.x);
      return () => x.sort().values;
    }
    case "cumsum": {
      const x = read(data.x);
      return () => x.cumsum(0);
    }
    case "solve": {
      const [matrix, side] = [read(data.matrix), read(data.side)];
      return () => solve(matrix, side);
    }
    case "svd": {
      const matrix = read(data.matrix);
      return () => svd(matrix).s;
    }
  }
}

function chain(start: Tensor, ops: number): Tensor {
  let y = start;
  for (let i = 0; i < ops; i += 2) y = y.mul(0.9999).add(0.001);
  return y.sum();
}
