import type { Data, Draw } from "./data.ts";
import type { Scaled } from "./problem.ts";

/** What work on one size is given: names and shapes, as `python/torch_scaled.py` reads them. */
export function scaledData({ name, size }: Scaled, { uniform, classes }: Draw): Data {
  switch (name) {
    case "convolution":
      return {
        x: uniform("x", [8, size, 28, 28], -1, 1),
        filters: uniform("filters", [size, size, 3, 3], -0.1, 0.1),
        given: uniform("given", [8, size, 28, 28], -1, 1),
      };
    case "attentionScores":
      return {
        queries: uniform("queries", [8, 4, size, 24], -1, 1),
        keys: uniform("keys", [8, 4, size, 24], -1, 1),
      };
    case "chain":
      return { x: uniform("x", [1], 0.5, 1) };
    case "elementwise":
      return { x: uniform("x", [size], -1, 1), y: uniform("y", [size], -1, 1) };
    case "embedding":
      return { rows: uniform("rows", [1000, 64], -1, 1), index: classes("index", [size], 1000) };
    case "concat":
      return { pieces: uniform("pieces", [size, 64, 64], -1, 1) };
    case "sort":
    case "cumsum":
      return { x: uniform("x", [size], -1, 1) };
    case "solve":
      // Random numbers of both signs make a matrix that is far from singular.
      return { matrix: uniform("matrix", [size, size], -1, 1), side: uniform("side", [size, 1], -1, 1) };
    case "svd":
      return { matrix: uniform("matrix", [size, size], -1, 1) };
  }
}
