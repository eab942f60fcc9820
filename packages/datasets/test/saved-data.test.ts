import { arange } from "@gradiente/core";
import {
  ColumnTransformer,
  categoricalColumn,
  checkSaved,
  DataLoader,
  type DataLoaderState,
  ImageDataset,
  Imputer,
  MinMaxScaler,
  numericColumn,
  OneHotEncoder,
  OrdinalEncoder,
  Pipeline,
  SavedDataError,
  Standardizer,
  StreamLoader,
  Table,
  TensorDataset,
  type TransformJSON,
  transformFromJSON,
} from "@gradiente/datasets";
import * as v from "valibot";
import { describe, expect, test } from "vitest";

const json = (value: unknown) => JSON.parse(JSON.stringify(value));

/** The data with another value at a path: `undefined` takes it away. */
function changed(data: unknown, path: readonly (string | number)[], value: unknown): never {
  const copy = { root: json(data) };
  let parent = copy as unknown as Record<string | number, never>;
  const steps = ["root", ...path];
  for (const step of steps.slice(0, -1)) parent = parent[step];
  parent[steps.at(-1) as string] = value as never;
  return json(copy).root as never;
}

describe("saved data", () => {
  const place = { file: "run/x.json", writer: "x.toJSON()" };
  const schema = v.strictObject(
    { a: v.array(v.strictObject({ "b c": v.number("a number") }), "a list") },
    "an object",
  );
  const message = (value: unknown) => {
    try {
      checkSaved(schema, value, place);
    } catch (error) {
      expect(error).toBeInstanceOf(SavedDataError);
      expect((error as SavedDataError).file).toBe(place.file);
      return (error as Error).message;
    }
    return "read";
  };

  test("are shown in up to 40 characters, and so are names in paths", () => {
    const found = (value: unknown) => /got (.*); was it/.exec(message({ a: [{ "b c": value }] }))?.[1];
    // The quotes count.
    expect(found("x".repeat(38))).toBe(`"${"x".repeat(38)}"`);
    expect(found("x".repeat(39))).toBe(`"${"x".repeat(36)}...`);
    expect([found(true), found(null), found([1, 2, 3]), found({ b: 1 })]).toEqual([
      "true",
      "null",
      "a list of 3",
      "an object",
    ]);
    const path = (name: string) => new SavedDataError(place, "is wrong", ["a", name, 3, name]).path;
    expect(path("y".repeat(50))).toBe(`a.${"y".repeat(50)}[3].${"y".repeat(50)}`);
    expect(path("y ".repeat(20))).toBe(`a["${"y ".repeat(20)}"][3]["${"y ".repeat(20)}"]`);
    const cut = `${"y ".repeat(18)}y...`;
    expect(path(`${"y ".repeat(20)}y`)).toBe(`a["${cut}"][3]["${cut}"]`);
    expect(path("$_1")).toBe("a.$_1[3].$_1");
    expect(path("1a")).toBe('a["1a"][3]["1a"]');
  });

  test("are refused with the file, the path, what was expected and what was found", () => {
    const way = "; was it written by x.toJSON(), and not changed since?";
    expect(message({ a: [{ "b c": 1 }] })).toBe("read");
    expect(message({ a: [{ "b c": 1 }, { "b c": "x" }] })).toBe(
      `run/x.json: a[1]["b c"] must be a number, got "x"${way}`,
    );
    expect(message({ a: [{}] })).toBe(`run/x.json: a[0]["b c"] is missing${way}`);
    expect(message({ a: [], b: 1 })).toBe(`run/x.json: b is not known${way}`);
    expect(message(null)).toBe(`run/x.json: the data must be an object, got null${way}`);
    expect(message({ a: { length: 1 } })).toBe(`run/x.json: a must be a list, got an object${way}`);
    const long = `"${"x".repeat(36)}...`;
    expect(message({ a: [{ "b c": "x".repeat(9999) }] })).toBe(
      `run/x.json: a[0]["b c"] must be a number, got ${long}${way}`,
    );
    expect(message({ a: [{ "b c": [[[]]] }] })).toContain("got a list of 1;");
  });
});

describe("the JSON of transforms", () => {
  const numbers = new Table({ age: numericColumn([1, 2, 5]), fare: numericColumn([3, null, 8]) });
  const words = new Table({ sex: categoricalColumn(["m", "f"]) });
  const scaler = new MinMaxScaler({ range: [0, 2] }).fit(numbers.select(["age"])).toJSON();
  const imputer = new Imputer().fit(numbers).toJSON();
  const encoder = new OneHotEncoder({ categories: { sex: ["m", "f"] } }).fit(words).toJSON();
  const ordinal = new OrdinalEncoder().fit(words).toJSON();
  const pipeline = new Pipeline([new Imputer(), new Standardizer()]).fit(numbers).toJSON();
  const parts = new ColumnTransformer([
    { columns: ["age"], transform: new Standardizer() },
    { columns: ["fare"], transform: "passthrough" },
  ])
    .fit(numbers)
    .toJSON();

  const wrong: [string, TransformJSON, (string | number)[], unknown, RegExp][] = [
    ["no object", scaler, [], 7, /the data must be the JSON of a transform, got 7/],
    ["another type", scaler, ["type"], "toString", /type must be one of Standardizer, .*, got "toString"/],
    ["figures gone", scaler, ["fitted", "figures"], undefined, /fitted.figures is missing/],
    ["a centre that is text", scaler, ["fitted", "figures", "center", 0], "x", /fitted.figures.center\[0\] must be a finite number, got "x"/],
    ["a centre beyond float64", scaler, ["fitted", "figures", "center", 0], Number.POSITIVE_INFINITY, /center\[0\] must be a finite number, got null/],
    ["a negative spread", scaler, ["fitted", "figures", "spread", 0], -1, /spread\[0\] must be a finite number, 0 or more, got -1/],
    ["too few centres", scaler, ["fitted", "figures", "center"], [], /center must be a list of 1, one for each column, got a list of 0/],
    ["a column twice", imputer, ["fitted", "columns"], ["age", "age"], /fitted.columns must be a list of different names/],
    ["a range that falls", scaler, ["options", "range"], [2, 0], /options are refused: MinMaxScaler: range must be two numbers in ascending order/],
    ["a range of three", scaler, ["options", "range"], [0, 1, 2], /options.range\[2\] is not known|options.range must be two finite numbers/],
    ["no options", imputer, ["options"], null, /options must be an object, got null/],
    ["a list of options", imputer, ["options"], [], /options must be an object, got a list of 0/],
    ["another option", imputer, ["options", "strategi"], "median", /options.strategi is not known/],
    ["an unknown strategy", imputer, ["options", "strategy"], "middle", /options are refused: Imputer: strategy must be/],
    ["a fill of another type", imputer, ["fitted", "figures", "fills", 1], null, /fills\[1\] must be a string or a finite number, got null/],
    ["categories of no list", encoder, ["options", "categories", "constructor"], 5, /options.categories.constructor must be a list of categories, got 5/],
    ["a category twice", encoder, ["fitted", "figures", "categories", 0], ["m", "m"], /categories\[0\] must be a list of different categories/],
    ["an unknown `unknown`", ordinal, ["options", "unknown"], "ignore", /options.unknown must be "error" or a finite number, got "ignore"/],
    ["a step that is no transform", pipeline, ["options", 1], null, /options\[1\] must be the JSON of a transform, got null/],
    ["a fitted step too few", pipeline, ["fitted", "figures"], [], /figures must be a list of 2, as options, got one of 0/],
    ["a fitted step of another type", pipeline, ["fitted", "figures", 0, "type"], "Standardizer", /figures\[0\] must be of the type Imputer/],
    ["a step that is not fitted", pipeline, ["fitted", "figures", 1, "fitted"], null, /figures\[1\] is not fitted, and the whole is/],
    ["a fault inside a step", pipeline, ["fitted", "figures", 1, "fitted", "figures", "spread", 1], "0", /^s.json: fitted.figures\[1\].fitted.figures.spread\[1\] must be/],
    ["no columns of a part", parts, ["options", 0, "columns"], [], /options are refused: ColumnTransformer: .* at least one column/],
    ["a part that is no passthrough", parts, ["fitted", "figures", 1], "pass", /figures\[1\] must be of the type passthrough/],
  ]; // biome-ignore format: one row a case
  for (const [name, data, path, value, expected] of wrong) {
    test(`with ${name} is refused by name`, () => {
      expect(() => transformFromJSON(json(data), "s.json")).not.toThrow();
      const read = () => transformFromJSON(changed(data, path, value), "s.json");
      expect(read).toThrow(SavedDataError);
      expect(read).toThrow(expected);
      expect(read).toThrow(/^s\.json: /);
    });
  }

  test("nested deep is refused before it uses up the stack", () => {
    const nested = (depth: number) =>
      `${'{"type":"Pipeline","fitted":null,"options":['.repeat(depth)}${JSON.stringify(scaler)}${"]}".repeat(depth)}`;
    expect(transformFromJSON(JSON.parse(nested(50))).type).toBe("Pipeline");
    expect(() => transformFromJSON(JSON.parse(nested(51)))).toThrow("nests too deep");
    expect(() => transformFromJSON(JSON.parse(nested(20_000)))).toThrow(
      /^transformFromJSON: options\[0\].* nests too deep/,
    );
  });
});

test("categories given for other columns are not those of a column called constructor", () => {
  const table = new Table([["constructor", categoricalColumn(["b", "a"])], ["x", categoricalColumn(["c", "d"])]]); // biome-ignore format: a list
  const encoder = new OrdinalEncoder({ categories: { x: ["d", "c"] } }).fit(table);
  expect(encoder.categories).toEqual({ constructor: ["a", "b"], x: ["d", "c"] });
});

describe("the state of a loader", () => {
  const loader = () =>
    new DataLoader(new TensorDataset(arange(6), arange(6)), { batchSize: 2, shuffle: true, seed: 1 });
  const begun = loader();
  begun[Symbol.iterator]().next();
  const state = begun.state();
  const wrong: [string, DataLoaderState, (string | number)[], unknown, RegExp][] = [
    ["nothing", state, [], null, /the data must be the state of a loader, got null/],
    ["no generators", state, ["generators"], undefined, /generators is missing/],
    ["a word beyond int32, which would be wrapped", state, ["generators", 0, 2], 7e9, /generators\[0\]\[2\] must be a whole number from -2147483648 to 2147483647, got 7000000000/],
    ["a half batch", state, ["batch"], 0.5, /batch must be a whole number, 0 or more, got 0.5/],
    ["an order of text", state, ["order"], "1234", /order must be a list of 4 words, got "1234"/],
    ["batches between epochs", state, ["order"], null, /batch must be 0 between epochs, where the order is null, got 1/],
  ]; // biome-ignore format: one row a case
  for (const [name, data, path, value, expected] of wrong) {
    test(`with ${name} is refused, and the loader stays as it was`, () => {
      const read = loader();
      expect(() => read.loadState(changed(data, path, value))).toThrow(expected);
      expect(read.state()).toEqual(loader().state());
    });
  }

  test("of a stream that is shorter now is told when it is read", async () => {
    const samples = function* () {
      for (let i = 0; i < 7; i++) yield { x: arange(1), y: arange(1) };
    };
    const resumed = async (batch: number) => {
      const stream = new StreamLoader(samples, { batchSize: 3, seed: 0 });
      stream.loadState({ batch, generator: [0, 0, 0, 0] });
      let batches = 0;
      for await (const _ of stream) batches++;
      return batches;
    };
    expect([await resumed(1), await resumed(3)]).toEqual([2, 0]);
    await expect(resumed(4)).rejects.toThrow(
      /StreamLoader: the state that was loaded is after 4 batches, .* same source/,
    );
  });
});

test("a copy without values for another thread is refused, with what to send instead", () => {
  const table = new Table({ a: numericColumn([1, 2]) });
  expect(() => structuredClone(table)).toThrow(/a Table; send the names and columns/);
  const scaler = new Standardizer().fit(table);
  expect(() => structuredClone({ scaler })).toThrow(/a transform; send transform\.toJSON\(\)/);
  const again = transformFromJSON(structuredClone(scaler.toJSON()));
  expect(again.transform(table)).toEqual(scaler.transform(table));
  const images = new ImageDataset({
    pixels: new Uint8Array(4),
    labels: new Uint8Array(1),
    imageShape: [2, 2],
  });
  expect(() => structuredClone(images)).toThrow(/an ImageDataset; send its pixels and labels/);
});
