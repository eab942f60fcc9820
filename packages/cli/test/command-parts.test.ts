import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { complain, EXIT, print, runProgram, UsageError } from "@gradiente/cli/program";
import { tensor, Variable, zeros } from "@gradiente/core";
import { FileError } from "@gradiente/files";
import { FormatError } from "@gradiente/formats";
import { saveTensors } from "@gradiente/formats/files";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { differencesOf } from "../src/commands/diff.ts";
import { isExpected } from "../src/expected.ts";
import { readInputs, readTargets } from "../src/model/read-data.ts";
import { readTable } from "../src/model/table.ts";

/* What commands are made of, without a command line. */

const folder = mkdtempSync(join(tmpdir(), "gradiente-parts-"));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe("differences", () => {
  const exactly = { atol: 0, rtol: 0 };
  const of = (x: readonly unknown[], y: readonly unknown[], tolerance = exactly) => {
    const [a, b] = [x, y].map((values) => new Map([["w", tensor(values as number[], { dtype: "float64" })]]));
    return differencesOf(a, b, tolerance);
  };

  it("are none where numbers are the same, and 0 is -0", () => {
    expect(
      of([1, Number.NaN, Number.POSITIVE_INFINITY, 0], [1, Number.NaN, Number.POSITIVE_INFINITY, -0]),
    ).toEqual([]);
  });

  it("are told by their number, the largest of them and its place, and the largest share of the larger number", () => {
    expect(of([[1, 2, 3], [4, 5, 6]], [[1, 2, 4], [4, 7, 8]])).toEqual([
      { name: "w", kind: "values", differing: 3, size: 6, largest: 2, relative: 2 / 7, at: [1, 1] },
    ]); // biome-ignore format: matrices
    expect(of([[8], [-1]], [[4], [1]])).toMatchObject([{ differing: 2, largest: 4, relative: 2, at: [0, 0] }]); // biome-ignore format: matrices
    expect(of([1, 2], [1, Number.NEGATIVE_INFINITY])).toMatchObject([{ differing: 1, largest: Number.POSITIVE_INFINITY, at: [1] }]); // biome-ignore format: a line
  });

  it.each<[number, number, number, number, boolean]>([
    [100, 110, 10, 0, true],
    [100, 110, 9.999, 0, false],
    // A share of the second number.
    [100, 110, 0, 0.0910, true],
    [110, 100, 0, 0.0999, false],
    [110, 100, 0, 0.1, true],
    [100, 110, 4.5, 0.05, true],
    [100, 110, 4.4, 0.05, false],
    [100, -110, 0, 2, true],
  ])("of %d and %d with atol %d and rtol %d are none: %s", (a, b, atol, rtol, isNone) => {
    expect(of([a], [b], { atol, rtol }).length === 0).toBe(isNone);
  }); // biome-ignore format: a table

  it("come in the order of the first file, then of the second", () => {
    const [a, b] = [new Map([["z", zeros([1])], ["b", zeros([1])]]), new Map([["y", zeros([1])], ["b", zeros([2])]])]; // biome-ignore format: pairs
    expect(differencesOf(a, b, exactly)).toEqual([
      { name: "z", kind: "only in the first" },
      { name: "b", kind: "shape", first: "[1]", second: "[2]" },
      { name: "y", kind: "only in the second" },
    ]);
  });
});

describe("a table of text", () => {
  it.each<[string, string, readonly string[] | undefined, number[][]]>([
    ["without a heading", "1,2\n3,4\n", undefined, [[1, 2], [3, 4]]],
    ["of one column", "1\n2\n", undefined, [[1], [2]]],
    ["with a heading", "a,b\n1,2\n", ["a", "b"], [[1, 2]]],
    ["with one word in the heading", "1,b\n1,2\n", ["1", "b"], [[1, 2]]],
    ["with quoted words", '"a", "b c"\n1,2\n', ["a", "b c"], [[1, 2]]],
    ["with semicolons", "a;b\n1;2\n", ["a", "b"], [[1, 2]]],
    ["with tabs", "a\tb\n1\t2\n", ["a", "b"], [[1, 2]]],
    ["with spaces", "a  b\n1 2\n", ["a", "b"], [[1, 2]]],
    ["with remarks and empty lines before", "# of 2026\n\na,b # units\n1,2\n", ["a", "b"], [[1, 2]]],
    ["with a byte order mark", "\ufeffa,b\r\n1,2\r\n", ["a", "b"], [[1, 2]]],
    ["of words that are numbers", "nan,-inf,+Infinity,1e3,-.5,2.\n1,2,3,4,5,6\n", undefined, [[Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 1000, -0.5, 2], [1, 2, 3, 4, 5, 6]]],
    ["of what is nearly a number", "1e,.,2\n1,2,3\n", ["1e", ".", "2"], [[1, 2, 3]]],
  ])("%s", async (name, text, names, values) => {
    const table = await readTable(written(`${name}.csv`, text));
    const all = table.columns(Array.from({ length: table.width }, (_, at) => at));
    expect([table.names, all.dtype, all.toArray()]).toEqual([names, "float64", values]);
  }); // biome-ignore format: a table
});

it("a table of text has 2 GiB at most", async () => {
  const file = written("large.csv", "");
  truncateSync(file, 2 ** 31 + 1);
  await expect(readTable(file)).rejects.toThrow(
    "it has 2147483649 bytes, more than the 2147483648 that it may",
  );
});

describe("inputs and targets", () => {
  const model = { parameters: () => new Map([["w", new Variable(zeros([1]))]]) } as never;
  let csv: string;
  let npz: string;
  beforeAll(async () => {
    csv = written("data.csv", "a,b,class\n1,2,0\n3,4,1\n");
    npz = join(folder, "data.npz");
    await saveTensors(npz, [["x", zeros([2, 3])], ["y", tensor([1, 0], { dtype: "int32" })], ["one", tensor(1)], ["three", zeros([3])]]); // biome-ignore format: pairs
  });
  const inputs = async (x: readonly string[], y?: string) => {
    const read = await readInputs({ x, ...(y !== undefined && { y }) }, model);
    return [read.x].flat().map((part) => [part.dtype, part.toArray()]);
  };
  const targets = async (text: string, output?: readonly number[]) => {
    const y = await readTargets(text, 2, output, model);
    return [y.dtype, y.toArray()];
  };

  it("are all columns of a table, those that are no targets, or one", async () => {
    expect(await inputs([csv])).toEqual([["float32", [[1, 2, 0], [3, 4, 1]]]]);
    expect(await inputs([csv], `${csv}#class`)).toEqual([["float32", [[1, 2], [3, 4]]]]);
    expect(await inputs([csv], `${csv}#1`)).toEqual([["float32", [[2, 0], [4, 1]]]]);
    expect(await inputs([csv], `${npz}#y`)).toEqual([["float32", [[1, 2, 0], [3, 4, 1]]]]);
    expect(await inputs([`${csv}#b`, `${csv}#3`])).toEqual([["float32", [[2], [4]]], ["float32", [[0], [1]]]]);
    await expect(inputs([`${csv}#4`])).rejects.toThrow("#4: there is no such column; there are a, b, class");
    await expect(inputs([`${csv}#0`])).rejects.toThrow("#0: there is no such column");
  }); // biome-ignore format: matrices

  it("need a target that is named where both are in one table", async () => {
    await expect(inputs([csv], csv)).rejects.toThrow(
      `say which column is the target, as in --y ${csv}#class`,
    );
    const bare = written("bare.csv", "1\n2\n");
    await expect(inputs([bare], `${bare}#1`)).rejects.toThrow(`as in --y ${bare}#1`);
    await expect(inputs([`${bare}#2`])).rejects.toThrow("there are the numbers 1 to 1");
  });

  it("are arrays of a file: the one named, the only one, or that of the option's name", async () => {
    expect(await inputs([npz])).toEqual([["float32", [[0, 0, 0], [0, 0, 0]]]]); // biome-ignore format: a matrix
    expect(await targets(npz)).toEqual(["int32", [1, 0]]);
    expect(await targets(`${npz}#y`)).toEqual(["int32", [1, 0]]);
    await expect(inputs([`${npz}#z`])).rejects.toThrow(/it has no tensor z, but x, y, one, three$/);
    await expect(inputs([`${npz}#one`])).rejects.toThrow("a scalar has no samples");
    await expect(inputs([npz, `${npz}#three`])).rejects.toThrow(
      `--x: ${npz} has 2 samples, and ${npz}#three has 3`,
    );
    await expect(targets(`${npz}#three`)).rejects.toThrow(
      "it has the shape [3], and there are 2 samples in --x",
    );
    await expect(targets(`${npz}#one`)).rejects.toThrow(
      "it has the shape [], and there are 2 samples in --x",
    );
  });

  it("may be in a file with a # in its name", async () => {
    const path = written("a#b.csv", "1,2\n");
    expect(await inputs([path])).toEqual([["float32", [[1, 2]]]]);
    expect(await inputs([`${path}#2`])).toEqual([["float32", [[2]]]]);
  });

  it("of a table are classes if they are whole numbers, and a column where the model gives one", async () => {
    expect(await targets(`${csv}#class`, [1, 3])).toEqual(["int32", [0, 1]]);
    expect(await targets(`${csv}#class`, [1, 1])).toEqual(["int32", [[0], [1]]]);
    expect(await targets(`${csv}#class`)).toEqual(["int32", [0, 1]]);
    expect(await targets(npz, [1, 1])).toEqual(["int32", [[1], [0]]]);
    const half = written("half.csv", "0.5\n1\n");
    expect(await targets(half, [1, 1])).toEqual(["float32", [[0.5], [1]]]);
    // What int32 cannot hold is no class.
    expect(await targets(written("large.csv", "2147483647\n-2147483647\n"))).toEqual([
      "int32",
      [2147483647, -2147483647],
    ]);
    expect(await targets(written("larger.csv", "2147483648\n0\n"))).toEqual(["float32", [2147483648, 0]]);
    expect(await targets(written("lower.csv", "-2147483648\n0\n"))).toEqual(["float32", [-2147483648, 0]]);
  });
});

describe("the end of a program", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
    for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error");
  });

  /** Runs it with an exit that throws, and streams that do as told. */
  const ended = (act: () => void) => {
    const exits = vi.spyOn(process, "exit").mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(act).toThrow(/^exit /);
    const calls = [exits, said].map(({ mock }) => mock.calls.map(([argument]) => argument));
    vi.restoreAllMocks();
    return calls;
  };
  const failure = (code: string) => Object.assign(new Error(`write ${code}`), { code });

  it("comes without a word where nobody reads any more, and with one where nothing can be written", () => {
    const cannot = (code: string) => () => {
      vi.spyOn(process.stdout, "write").mockImplementation(() => {
        throw failure(code);
      });
      print("a line");
    };
    expect(ended(cannot("EPIPE"))).toEqual([[EXIT.readerGone], []]);
    expect(ended(cannot("ENOSPC"))).toEqual([
      [EXIT.failure],
      ["error: cannot write the output: write ENOSPC\n"],
    ]);
  });

  it("comes likewise where a stream tells of it later", async () => {
    await runProgram(async () => {});
    expect(ended(() => process.stdout.emit("error", failure("EPIPE")))).toEqual([[EXIT.readerGone], []]);
    expect(ended(() => process.stderr.emit("error", failure("EIO")))).toEqual([
      [EXIT.failure],
      ["error: cannot write the output: write EIO\n"],
    ]);
    // Standard error that fails again is nobody's fault any more.
    expect(process.stderr.emit("error", failure("EIO"))).toBe(true);
  });

  it.each<[string, unknown, number, string]>([
    ["a wrong option", new UsageError("which file?"), EXIT.usage, "error: which file?\n"],
    ["a file", new FormatError("x.npz", "it is damaged"), EXIT.failure, "error: x.npz: it is damaged\n"],
    [
      "the system",
      Object.assign(new Error("open x: no"), { syscall: "open" }),
      EXIT.failure,
      "error: open x: no\n",
    ],
  ])("has the code of %s, and its message", async (_, error, code, line) => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await runProgram(() => Promise.reject(error), { isExpected });
    expect([process.exitCode, said.mock.calls]).toEqual([code, [[line]]]);
  });

  it.each([new Error("a bug"), "a text", null, { syscall: "open" }])("is the stack of %o", async (bug) => {
    await expect(runProgram(() => Promise.reject(bug), { isExpected })).rejects.toBe(bug);
    expect(process.exitCode).toBe(undefined);
  });

  it("expects errors of files and of what they hold, and no others", () => {
    const named = (name: string) => Object.assign(new Error("no"), { name });
    const expected = [new FormatError("x", "no"), new FileError("read", "x", "no"), named("ModelError"), named("SavedDataError"), named("LaterVersionError")]; // biome-ignore format: a list
    expect(expected.map(isExpected)).toEqual(expected.map(() => true));
    const others = [new Error("no"), new TypeError("no"), named("Other"), null, undefined, "ModelError", {}];
    expect(others.map(isExpected)).toEqual(others.map(() => false));
  });

  it("complains on standard error", () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    complain("no header");
    expect(said.mock.calls).toEqual([["no header\n"]]);
  });
});
