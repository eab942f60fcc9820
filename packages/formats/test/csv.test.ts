import { type Tensor, tensor, zeros } from "@gradiente/core";
import { type CsvReadOptions, decodeCsv, encodeCsv, FormatError } from "@gradiente/formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, expectTensors, golden, type Told } from "./golden.ts";

const { text } = golden<{
  readonly text: Readonly<Record<string, readonly [file: string, told: Told]>>;
}>("matrices.json");

const utf8 = (content: string) => new TextEncoder().encode(content);

describe("decodeCsv", () => {
  it.each(Object.entries(text))("reads what NumPy writes: %s", (_name, [file, told]) => {
    expectTensors(new Map([["x", decodeCsv(bytesOf(file))]]), { x: told });
  });

  it("reads line ends, remarks, empty lines, a byte order mark, and a heading that is passed over", () => {
    const bytes = utf8("\ufeffa,b\r\n\r\n1, 2 # one\r\n#3,4\n 5 ,-.5e1\r");
    expect(decodeCsv(bytes, "x.csv", { skipRows: 1 }).toArray()).toEqual([[1, 2], [5, -5]]); // biome-ignore format: a matrix
    const [nan] = new Uint8Array(decodeCsv(utf8("-nan\n")).toTypedArray().buffer).slice(7);
    expect(nan, "the sign of NaN").toBe(0x7f);
    expect(decodeCsv(utf8("1 2\n"), "x", { delimiter: " ", dtype: "int32" }).dtype).toBe("int32");
  });

  it.each<[string, string | Uint8Array, string]>([
    ["a heading", "a,b\n1,2\n", "line 1, column 1 is 'a', no number; { skipRows: 1 } passes over a heading"],
    ["a word", "1,2\n3,x\n", "line 2, column 2 is 'x', no number"],
    ["an empty cell", "1,,3\n", "line 1, column 2 is empty; write nan, no number"],
    ["a hexadecimal number", "0x10\n", "'0x10', no number"],
    ["a number of Infinity's kin", "infin\n", "'infin', no number"],
    ["rows of two lengths", "1,2\n3\n", "line 2 has 1 numbers, and the lines before have 2"],
    ["nothing", "# only a remark\n", "it has no numbers"],
    ["what is not UTF-8", Uint8Array.of(0x31, 0xff), "it is not UTF-8"],
  ])("refuses %s", (_name, content, message) => {
    const bytes = typeof content === "string" ? utf8(content) : content;
    expect(() => decodeCsv(bytes, "x.csv")).toThrow(FormatError);
    expect(() => decodeCsv(bytes, "x.csv")).toThrow(`x.csv: `);
    expect(() => decodeCsv(bytes, "x.csv")).toThrow(message);
  });

  const read = (content: string, options?: CsvReadOptions) => decodeCsv(utf8(content), "x", options);
  const nothing = ", no number";
  const passes = `${nothing}; { skipRows: 1 } passes over a heading`;

  it.each<[string, unknown]>([
    ["1;2\n", [[1, 2]]],
    ["1\t2\n", [[1, 2]]],
    ["1 , 2\n", [[1, 2]]],
    ["  1  \t2\n", [[1, 2]]],
    ["1   2\n3 4", [[1, 2], [3, 4]]],
    ["7\n", [7]],
    ["7\r8\r\n9", [7, 8, 9]],
    ["inf,-INF,+Infinity,-infinity\n", [[Infinity, -Infinity, Infinity, -Infinity]]],
    ["nan,+NaN,-nan\n", [[Number.NaN, Number.NaN, Number.NaN]]],
    ["+1,-2.5,.5,5.,1e3,2E-2,3e+1\n", [[1, -2.5, 0.5, 5, 1000, 0.02, 30]]],
  ])("finds what stands between the numbers of %j", (content, expected) => {
    expect(read(content).toArray()).toEqual(expected);
    expect(read(content).dtype).toBe("float64");
  }); // biome-ignore format: a table

  it.each(["", ".", "e", "E", "a", "5", "_", "+", "-", "#", "\n", "\r", ",,", 3, null])(
    "refuses what stands in numbers as a delimiter: %j",
    (delimiter) => {
      const message = 'must be one character that is in no number, or " " for any white space';
      expect(() => read("1\n", { delimiter: delimiter as string })).toThrow(message);
      expect(() => encodeCsv(tensor([1]), { delimiter: delimiter as string })).toThrow(message);
    },
  );

  it.each([",", ";", "|", "\t", " ", ":", "/"])("is read with %j as it is written", (delimiter) => {
    const x = tensor([[1, -2.5], [3e30, 4]]); // biome-ignore format: a matrix
    const bytes = encodeCsv(x, { delimiter });
    expect(new TextDecoder().decode(bytes)).toContain(`1${delimiter}-2.5\n`);
    expect(decodeCsv(bytes, "x", { delimiter, dtype: "float32" }).toArray()).toEqual(x.toArray());
  });

  it("passes over lines, not rows, and tells of a heading only in the first row", () => {
    const lines = "a\n\n# b\n1\nc\n";
    expect(read("a\n\n1\n2\n", { skipRows: 2 }).toArray()).toEqual([1, 2]);
    expect(() => read(lines)).toThrow(new FormatError("x", `line 1, column 1 is 'a'${passes}`));
    expect(() => read("\n#\na\n")).toThrow(new FormatError("x", `line 3, column 1 is 'a'${passes}`));
    expect(() => read(lines, { skipRows: 1 })).toThrow(new FormatError("x", `line 5, column 1 is 'c'${nothing}`));
    expect(() => read("a\nb\n", { skipRows: 1 })).toThrow(new FormatError("x", `line 2, column 1 is 'b'${nothing}`));
    expect(() => read("1\nb\n")).toThrow(new FormatError("x", `line 2, column 1 is 'b'${nothing}`));
    expect(() => read("1,2\n3,4,5\n")).toThrow("x: line 2 has 3 numbers, and the lines before have 2");
    expect(() => read("1\n", { skipRows: 1 })).toThrow("x: it has no numbers");
    for (const skipRows of [-1, 0.5]) expect(() => read("1\n", { skipRows })).toThrow("skipRows");
  }); // biome-ignore format: texts

  it("gives the dtype that is asked for, and its numbers", () => {
    const [single] = read("0.1\n", { dtype: "float32" }).toTypedArray();
    expect(single).toBe(Math.fround(0.1));
    expect(read("0.1\n").toArray()).toEqual([0.1]);
    const ends = read("2147483647,-2147483648\n", { dtype: "int32" });
    expect([ends.dtype, ends.toArray()]).toEqual(["int32", [[2147483647, -2147483648]]]);
    for (const content of ["nan\n", "inf\n", "-2147483649\n"]) {
      expect(() => read(content, { dtype: "int32" })).toThrow("which int32 cannot hold");
    }
    expect(() => read("x\n", { dtype: "int32" })).toThrow(`x: line 1, column 1 is 'x'${passes}`);
    expect(() => read("1\n", { dtype: "bool" as never })).toThrow("dtype");
    expect(() => decodeCsv(Uint8Array.of(0xff))).toThrow("csv: it is not UTF-8, so no text of numbers");
  });

  it.each([".", "e5", "1e", "1e+", "--1", "+-1", "1 2", "1.2.3", "nann", "1_0", "in f"])(
    "refuses what looks like a number: %j",
    (text) => {
      expect(() => read(`${text}\n`, { delimiter: "," })).toThrow(`x: line 1, column 1 is '${text}'`);
    },
  );

  it("refuses what int32 cannot hold", () => {
    const read = (content: string) => () => decodeCsv(utf8(content), "x", { dtype: "int32" });
    expect(read("1\n2147483648\n")).toThrow("x: line 2, column 1 is '2147483648', which int32 cannot hold");
    expect(read("1.5\n")).toThrow("which int32 cannot hold");
  });
});

describe("encodeCsv", () => {
  it("is undone by decodeCsv, to the bit", () => {
    const numbers = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e21, 5e-324, Number.NaN, 0.1));
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 12 }), fc.boolean(), (values, isSingle) => {
        const dtype = isSingle ? "float32" : "float64";
        const x = tensor(Float64Array.from(values), { shape: [1, values.length] }).cast(dtype);
        const again = decodeCsv(encodeCsv(x), "x", { dtype });
        // A row of one number is a column of one number.
        expect([...again.toTypedArray()]).toEqual([...x.toTypedArray()]);
      }),
    );
  });

  it("writes rows of commas, a number a line for vectors and scalars, and what is no number in words", () => {
    const written = (x: Tensor) => new TextDecoder().decode(encodeCsv(x));
    expect(written(tensor([[1, 2, 3], [4, 5, 6]]))).toBe("1,2,3\n4,5,6\n");
    expect(written(tensor([1, 2]))).toBe("1\n2\n");
    expect(written(tensor([[1], [2]]))).toBe("1\n2\n");
    expect(written(tensor(3))).toBe("3\n");
    expect(written(tensor([[Infinity, -Infinity, Number.NaN, 0]]))).toBe("inf,-inf,nan,0\n");
    // Six, seven, eight and nine digits tell a float32 from its neighbours.
    expect(written(tensor([0.100001, 16777.21, 0.33333334, 1000.00012, 1000.00024]))).toBe("0.100001\n16777.21\n0.33333334\n1000.0001\n1000.00024\n");
    expect(written(tensor([0.1], { dtype: "float64" }))).toBe("0.1\n");
    expect(written(tensor([Math.fround(0.1)], { dtype: "float64" }))).toBe("0.10000000149011612\n");
    expect(() => encodeCsv(zeros([2, 0]))).toThrow("encodeCsv: a tensor of shape [2, 0] is no matrix with elements; reshape it, or write npy");
  }); // biome-ignore format: matrices

  it("writes the fewest digits, and refuses what is no matrix", () => {
    const written = (x: Tensor) => new TextDecoder().decode(encodeCsv(x, { delimiter: " " }));
    expect(written(tensor([[0.1, 1 / 3], [16777217, -0]]))).toBe("0.1 0.33333334\n16777216 -0\n"); // biome-ignore format: a matrix
    expect(written(tensor([true, false]))).toBe("1\n0\n");
    expect(() => encodeCsv(zeros([1, 1, 1]))).toThrow("encodeCsv: a tensor of shape [1, 1, 1] is no matrix");
    expect(() => encodeCsv(zeros([0, 2]))).toThrow("is no matrix with elements");
  });
});
