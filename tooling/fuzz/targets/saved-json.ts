import { isDeepStrictEqual } from "node:util";
import {
  ColumnTransformer,
  categoricalColumn,
  DataLoader,
  type Dataset,
  Imputer,
  MinMaxScaler,
  moons,
  numericColumn,
  OneHotEncoder,
  OrdinalEncoder,
  Pipeline,
  RobustScaler,
  Standardizer,
  StreamLoader,
  Table,
  transformFromJSON,
} from "@gradiente/datasets";
import { History, type HistoryJson } from "@gradiente/train";
import { mutateJson, textOf, toWritten, type Written } from "../mutate-json.ts";
import type { Random } from "../random.ts";
import type { Sample } from "../sample.ts";
import { check, checkSame, type Target } from "../target.ts";

const FILE = "mutant.json";

/** JSON that a user reads from a file. Its text may have a key twice: JSON.parse keeps the last. */
function mutated(seed: Written, random: Random): unknown {
  return JSON.parse(textOf(mutateJson(seed, random)));
}

/** The same data, as JSON has them: without -0. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function historyTarget({ history }: Sample): Target {
  const seed = toWritten({
    ...history.toJSON(),
    series: { ...history.toJSON().series, f1: ["NaN", "-Infinity"] },
  });
  return {
    name: "history",
    told: FILE,
    mutant: (random) => {
      const json = mutated(seed, random);
      return () => {
        const read = History.fromJSON(json as HistoryJson, FILE);
        checkSame("what is written of it", asJson(read), asJson(json));
        for (const name of read.names) {
          const series = read.series(name);
          check(
            "a column that is not of numbers",
            series.length === read.length && series.every((x) => typeof x === "number"),
          );
        }
        check(
          "a duration that is no number",
          read.seconds.every((x) => typeof x === "number"),
        );
      };
    },
  };
}

function transforms(): Written[] {
  const numbers = new Table({ age: numericColumn([1, 2, 5]), fare: numericColumn([3, 1, 8]) });
  const gaps = new Table({ age: numericColumn([1, null, 5]), fare: numericColumn([3, 1, 8]) });
  const words = new Table({
    sex: categoricalColumn(["m", "f", "f"]),
    port: categoricalColumn(["S", null, "C"]),
  });
  const mixed = gaps.join(words);
  const fitted = [
    new Standardizer().fit(numbers),
    new MinMaxScaler({ range: [-1, 1] }).fit(numbers),
    new RobustScaler().fit(numbers.toTensor()),
    new Imputer({ strategy: "median", indicator: true }).fit(gaps),
    new Imputer({ strategy: "constant", value: "?" }).fit(words),
    new OneHotEncoder({ missing: "category", unknown: "ignore", categories: { sex: ["m", "f"] } }).fit(words),
    new OrdinalEncoder({ unknown: -1 }).fit(words),
    new Pipeline([new Imputer(), new Pipeline([new Standardizer(), new MinMaxScaler()])]).fit(gaps),
    new ColumnTransformer([
      { columns: ["age", "fare"], transform: new Pipeline([new Imputer(), new Standardizer()]) },
      { columns: ["sex"], transform: new OneHotEncoder() },
      { columns: ["port"], transform: "passthrough" },
    ]).fit(mixed),
    new Pipeline([new Standardizer()]),
  ];
  return fitted.map((transform) => toWritten(asJson(transform)));
}

function transformTarget(): Target {
  const seeds = transforms();
  const numbers = (names: readonly string[]) =>
    new Table(new Map(names.map((name) => [name, numericColumn([1, 2])])));
  return {
    name: "transform",
    told: FILE,
    mutant: (random) => {
      const json = mutated(random.pick(seeds), random);
      return () => {
        const read = transformFromJSON(json as never, FILE);
        check("it is not written as it was read", isDeepStrictEqual(asJson(read), asJson(json)));
        if ((json as { fitted: unknown }).fitted !== null)
          use(() => read.transform(numbers(read.inputNames)));
      };
    },
  };
}

/** Transforms words as if they were numbers: that is refused in words of ours, or works. */
function use(transform: () => unknown): void {
  try {
    transform();
  } catch (error) {
    if (!/^(Table|[A-Z]\w+\.(transform|select)|Table\.\w+): /.test((error as Error).message)) throw error;
  }
}

function loaderTargets(): Target[] {
  const loader = () =>
    new DataLoader(moons({ samples: 16, seed: 1 }) as Dataset, { batchSize: 4, shuffle: true, seed: 2 });
  const stream = () => new StreamLoader(function* () {}, { batchSize: 4, seed: 2 });
  const begun = loader();
  const batches = begun[Symbol.iterator]();
  batches.next();
  batches.next();
  const seeds = [toWritten(begun.state()), toWritten(loader().state())];
  const streamSeed = toWritten(stream().state());
  return [
    {
      name: "state of a DataLoader",
      told: "DataLoader.loadState",
      mutant: (random) => {
        const state = mutated(random.pick(seeds), random);
        return () => {
          const read = loader();
          read.loadState(state as never);
          checkSame("its state", asJson(read.state()), asJson(state));
          check("the number of batches left", [...read].length === 4 - (state as { batch: number }).batch);
        };
      },
    },
    {
      name: "state of a StreamLoader",
      told: "StreamLoader.loadState",
      mutant: (random) => {
        const state = mutated(streamSeed, random);
        return () => {
          const read = stream();
          read.loadState(state as never);
          checkSame("its state", asJson(read.state()), asJson(state));
        };
      },
    },
  ];
}

/** Histories, transforms and the states of loaders: plain data that a user has read from JSON. */
export function savedJsonTargets(sample: Sample): Target[] {
  return [historyTarget(sample), transformTarget(), ...loaderTargets()];
}
