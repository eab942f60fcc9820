import { describe, expect, test, vi } from "vitest";
import * as datasets from "../src/index.ts";
import { checkerboard, type Fetch, numericColumn, Table } from "../src/index.ts";
import { formatTable } from "../src/table/format-table.ts";

const loaders = {
  loadDiabetes: datasets.loadDiabetes,
  loadLifeExpectancy: datasets.loadLifeExpectancy,
  loadMnist: datasets.loadMnist,
  loadStudentPerformance: datasets.loadStudentPerformance,
  loadTinyShakespeare: datasets.loadTinyShakespeare,
  loadTitanic: datasets.loadTitanic,
  loadWineQuality: datasets.loadWineQuality,
} as unknown as Record<string, (options: object) => Promise<unknown>>;

describe.each(Object.keys(loaders))("%s", (name) => {
  const required = name === "loadWineQuality" ? { color: "red" } : {};

  test.each([
    [{ directry: "data" }, 'there is no option "directry"; did you mean directory?'],
    [{ directory: 3 }, "directory must be the path of a folder, not 3"],
    [{ directory: "" }, 'directory must be the path of a folder, not ""'],
    [{ cacheDirectory: null }, "cacheDirectory must be the path of a folder, not null"],
    [{ download: "no" }, 'download must be true or false, not "no"'],
    [{ onProgress: true }, "onProgress must be a function, not true"],
    [{ signal: {} }, "signal must be an AbortSignal, not an object"],
  ])("refuses %j before anything is fetched", async (options, message) => {
    const fetch = vi.fn<Fetch>();
    await expect(loaders[name]({ ...required, fetch, ...options })).rejects.toThrow(`${name}: ${message}`);
    expect(fetch).not.toHaveBeenCalled();
  });
});

test("a table with more rows than a call may have arguments is formatted", () => {
  const rows = Array.from({ length: 200_000 }, (_, at) => [`c${at}`, "1"]);
  expect(formatTable(rows).split("\n").at(-1)).toBe("c199999  1");
});

test("a column of empty cells has no width", () => {
  expect(formatTable([["", "1"], ["", "23"]])).toBe("   1\n  23"); // biome-ignore format: a table
});

test.each([2, 3, 4, 5])("checkerboard: points of %d x %d cells lie in cells of their colour", (cells) => {
  const { x, y } = checkerboard({ samples: 400, cells, seed: 0 });
  const [points, labels] = [x.toArray() as number[][], y.toArray() as number[]];
  const met = new Set<number>();
  for (const [at, [across, up]] of points.entries()) {
    const [column, row] = [across, up].map((value) => Math.floor(((value + 1) / 2) * cells));
    expect((column + row) % 2).toBe(labels[at]);
    met.add(row * cells + column);
  }
  expect(met.size).toBe(cells * cells);
});

test("Table.toTensor refuses an option that does not exist", () => {
  const table = new Table({ age: numericColumn([36]) });
  expect(() => table.toTensor({ dtpe: "float64" } as object)).toThrow(
    'Table.toTensor: there is no option "dtpe"; did you mean dtype?',
  );
});
