import { join } from "node:path";
import { tensor } from "@gradiente/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as datasets from "../src/index.ts";
import { checkerboard, type DownloadProgress, type Fetch, numericColumn, Table } from "../src/index.ts";
import { formatTable } from "../src/table/format-table.ts";
import { temporaryDirectory } from "./fixtures.ts";

const loaders = {
  loadDiabetes: datasets.loadDiabetes,
  loadLifeExpectancy: datasets.loadLifeExpectancy,
  loadMnist: datasets.loadMnist,
  loadStudentPerformance: datasets.loadStudentPerformance,
  loadTinyShakespeare: datasets.loadTinyShakespeare,
  loadTitanic: datasets.loadTitanic,
  loadWineQuality: datasets.loadWineQuality,
} as unknown as Record<string, (options: object) => Promise<unknown>>;

/** What a server is asked for first, and its size. */
const published = {
  loadDiabetes: { file: "diabetes.tab.txt", totalBytes: 18_496 },
  loadMnist: { file: "train-images-idx3-ubyte.gz", totalBytes: 9_912_422 },
  loadTinyShakespeare: { file: "input.txt", totalBytes: 1_115_394 },
  loadTitanic: { file: "titanic.csv", totalBytes: 60_302 },
  loadWineQuality: { file: "winequality-red.csv", totalBytes: 84_199 },
};

/** What is behind a login. */
const behindLogin = ["loadLifeExpectancy", "loadStudentPerformance"];

const load = (name: string, options: object) =>
  loaders[name]({ ...(name === "loadWineQuality" ? { color: "red" } : {}), ...options });

const failure = (name: string, options: object): Promise<datasets.DatasetNotFoundError> =>
  load(name, options).then(
    () => expect.fail("loaded"),
    (reason: datasets.DatasetNotFoundError) => reason,
  );

/** A server that says nothing. */
const silent: Fetch = () => new Promise(() => {});

describe.each(Object.keys(loaders))("%s", (name) => {
  test.each([
    [{ directry: "data" }, 'there is no option "directry"; did you mean directory?'],
    [{ directory: 3 }, "directory must be the path of a folder, not 3"],
    [{ directory: "" }, 'directory must be the path of a folder, not ""'],
    [{ cacheDirectory: null }, "cacheDirectory must be the path of a folder, not null"],
    [{ download: "no" }, 'download must be true or false, not "no"'],
    [{ onProgress: true }, "onProgress must be a function, not true"],
    [{ signal: {} }, "signal must be an AbortSignal, not an object"],
    [{ stallTimeout: 0 }, "stallTimeout must be a whole number from 1 to 2147483647, not 0"],
    [{ timeout: 2 ** 31 }, "timeout must be a whole number from 1 to 2147483647, not 2147483648"],
  ])("refuses %j before anything is fetched", async (options, message) => {
    const fetch = vi.fn<Fetch>();
    await expect(load(name, { fetch, ...options })).rejects.toThrow(`${name}: ${message}`);
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe("a loader passes on", () => {
  let cacheDirectory: string;
  beforeEach(async () => {
    cacheDirectory = await temporaryDirectory();
    vi.stubEnv("GRADIENTE_DATA", undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  describe.each(Object.keys(loaders))("%s", (name) => {
    test("directory, the only place that is searched", async () => {
      const fetch = vi.fn(silent);
      const directory = join(cacheDirectory, "elsewhere");
      const { attempts } = await failure(name, { directory, cacheDirectory, fetch });
      expect(attempts).toEqual([{ place: directory, reason: "no such directory" }]);
      expect(fetch).not.toHaveBeenCalled();
    });

    test("cacheDirectory, and download", async () => {
      const fetch = vi.fn(silent);
      const { message } = await failure(name, { cacheDirectory, fetch, download: false });
      expect(message).toContain(`cache, ${cacheDirectory}`);
      expect(message).toContain("turned off by the option `download: false`");
      expect(fetch).not.toHaveBeenCalled();
    });

    test("signal", async () => {
      const reason = new Error("enough");
      const signal = AbortSignal.abort(reason);
      expect(await failure(name, { cacheDirectory, fetch: silent, signal })).toBe(reason);
    });
  });

  describe.each(Object.entries(published))("%s", (name, { file, totalBytes }) => {
    test("fetch, and onProgress", async () => {
      const seen: DownloadProgress[] = [];
      const asked: string[] = [];
      const fetch: Fetch = async (url) => {
        asked.push(url);
        return new Response(Uint8Array.of(1, 2, 3));
      };
      const onProgress = (progress: DownloadProgress) => seen.push(progress);
      await failure(name, { cacheDirectory, fetch, onProgress });
      expect(asked[0]?.split("/").at(-1)).toBe(file);
      expect(seen[0]).toEqual({ file, totalBytes, receivedBytes: 3 });
    });

    test.each([
      [{ stallTimeout: 20, timeout: 60_000 }, "no data for 0.02 s"],
      [{ stallTimeout: 60_000, timeout: 30 }, "not there after 0.03 s"],
    ])("%j", async (times, reason) => {
      const { attempts } = await failure(name, { cacheDirectory, fetch: silent, ...times });
      expect(attempts.at(-1)?.place.split("/").at(-1)).toBe(file);
      expect(attempts.at(-1)?.reason).toBe(reason);
    });
  });

  test.each(behindLogin)("%s: nothing to a server, which would ask for a login", async (name) => {
    const fetch = vi.fn(silent);
    const times = { stallTimeout: 5, timeout: 5 };
    const { message } = await failure(name, { cacheDirectory, fetch, onProgress: fetch, ...times });
    expect(message).toContain("no public address from which it can be fetched without a login");
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe("noise", () => {
  const samples = 1000;
  const noisy = {
    checkerboard: (noise: number) => checkerboard({ samples, noise, seed: 1 }),
    circles: (noise: number) => datasets.circles({ samples, noise, seed: 1 }),
    moons: (noise: number) => datasets.moons({ samples, noise, seed: 1 }),
    sine: (noise: number) => datasets.sine({ samples, noise, seed: 1 }),
    spirals: (noise: number) => datasets.spirals({ samples, noise, seed: 1 }),
    xorPoints: (noise: number) => datasets.xorPoints({ copies: samples / 4, noise, seed: 1 }),
  };

  test.each(Object.entries(noisy))(
    "%s: normal with the deviation asked for, and no default",
    (name, make) => {
      const [clean, moved] = [make(0), make(0.3)];
      const part = name === "sine" ? "y" : "x";
      const differences = Array.from(moved[part].sub(clean[part]).toTypedArray());
      const size = differences.length;
      const mean = differences.reduce((sum, value) => sum + value, 0) / size;
      const squares = differences.reduce((sum, value) => sum + value ** 2, 0) / size;
      // Five standard errors.
      expect(Math.abs(mean)).toBeLessThan(5 * (0.3 / Math.sqrt(size)));
      expect(Math.abs(squares - 0.09)).toBeLessThan(5 * 0.09 * Math.sqrt(2 / size));
      // Two thirds of what is normal is within one deviation.
      const within = differences.filter((value) => Math.abs(value) < 0.3).length / size;
      expect(Math.abs(within - 0.6827)).toBeLessThan(0.08);
      // The other part stays what it is.
      const other = part === "x" ? "y" : "x";
      expect(moved[other].toArray()).toEqual(clean[other].toArray());
    },
  );
});

test("a table with more rows than a call may have arguments is formatted", () => {
  const rows = Array.from({ length: 200_000 }, (_, at) => [`c${at}`, "1"]);
  expect(formatTable(rows).split("\n").at(-1)).toBe("c199999  1");
});

test("a column of empty cells has no width", () => {
  expect(formatTable([["", "1"], ["", "23"]])).toBe("   1\n  23"); // biome-ignore format: a table
});

test.each([2, 3, 4, 5])("checkerboard: points of %d cells a side lie in cells of their colour", (cells) => {
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

const description = { title: "Words", summary: "", source: "", licence: "", citation: "" };
const words = new datasets.TextCorpus("abcab", description);
const people = new Table({ age: numericColumn([36, Number.NaN]), "age missing": numericColumn([0, 1]) });

test.each([
  ["a character", () => words.encode("abx"), 'TextCorpus.encode: "x", character 2, does not occur in Words'],
  ["a code", () => words.decode(tensor([0, 3], { dtype: "int32" })), "TextCorpus.decode: there is no character 3"],
  ["a length", () => words.sequences({ length: 5 }), "TextCorpus.sequences: a sample of 5 characters needs a text of at least 6, not 5"],
  ["a cell", () => people.withColumn("b", (({ age }: { age: number }) => [age]) as never), "Table.withColumn: the function for \"b\" returns [36] in row 0"],
  ["two targets of a classification", () => new datasets.TabularDataset({ table: people, featureNames: [], targetNames: ["age", "age missing"], task: "classification", description }), "TabularDataset: a classification has one target, not 2"],
  ["a name that is taken", () => new datasets.Imputer({ strategy: "mean", indicator: true }).fitTransform(people), "Imputer.transform: two columns would be named"],
])("%s that does not fit is refused by name", (_, call, message) => {
  expect(call).toThrow(message);
}); // biome-ignore format: a table

test("Table.toTensor refuses an option that does not exist", () => {
  const table = new Table({ age: numericColumn([36]) });
  expect(() => table.toTensor({ dtpe: "float64" } as object)).toThrow(
    'Table.toTensor: there is no option "dtpe"; did you mean dtype?',
  );
});
