import { describe, expect, test } from "vitest";
import { DatasetFormatError, parseCsv } from "../src/index.ts";

const format = { columns: { name: "text", age: "numeric", port: "categorical" } } as const;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string, more: { rows?: number; delimiter?: string } = {}) =>
  parseCsv(bytes(text), "people.csv", { ...format, ...more });

function failure(
  content: string | Uint8Array,
  more: { rows?: number; delimiter?: string } = {},
): DatasetFormatError {
  try {
    parseCsv(typeof content === "string" ? bytes(content) : content, "people.csv", { ...format, ...more });
  } catch (error) {
    expect(error).toBeInstanceOf(DatasetFormatError);
    expect((error as DatasetFormatError).file).toBe("people.csv");
    return error as DatasetFormatError;
  }
  return expect.fail("parsed");
}

/** Line and column, and the message. */
const fault = (content: string | Uint8Array, more: { rows?: number; delimiter?: string } = {}) => {
  const { line, column, message } = failure(content, more);
  return [line, column, message];
};

describe("parseCsv", () => {
  test("reads quotes, doubled quotes, line breaks inside, CRLF, blanks around numbers, empty fields", () => {
    const table = parse('name,age,port\r\n"Braund, Mr. ""O""",  22 ,S\r\n"two\r\nlines",,\r\n,1e3,C\r\n');
    expect(table.size).toBe(3);
    expect(table.words("name")).toEqual(['Braund, Mr. "O"', "two\r\nlines", null]);
    expect([...table.numbers("age")]).toEqual([22, Number.NaN, 1000]);
    expect(table.words("port")).toEqual(["S", null, "C"]);
    expect(table.column("port").kind).toBe("categorical");
  });

  test("reads past a UTF-8 byte order mark and blank lines at the end", () => {
    expect([...parse("\ufeffname,age,port\na,1,x\n\n\n").numbers("age")]).toEqual([1]);
    expect(parse("name,age,port\n").size).toBe(0);
  });

  test("tells another encoding, with its line", () => {
    expect(fault(Uint8Array.of(0xff, 0xfe, 0x6e, 0))).toEqual([
      1,
      1,
      expect.stringMatching(/line 1, column 1: .*UTF-16/),
    ]);
    const latin = Uint8Array.from([...bytes("name,age,port\na,1,x\nC"), 0xf4, ...bytes("te,2,y\n")]);
    expect(fault(latin)).toEqual([
      3,
      undefined,
      expect.stringMatching(/^people.csv, line 3: the text is not UTF-8/),
    ]);
  });

  test("tells an empty file, and one of blanks", () => {
    expect(fault("")).toEqual([1, 1, "people.csv, line 1, column 1: the file is empty"]);
    expect(fault("\n\n")).toEqual([1, 1, "people.csv, line 1, column 1: the file holds no line"]);
  });

  test("tells another separator where names are quoted, which are then out of place", () => {
    const [line, , message] = fault('"name","age","port"\n"a",1,"x"\n', { delimiter: ";" });
    expect(line).toBe(1);
    expect(message).toContain('seem to be separated by ",", not by ";"');
  });

  test("refuses a number beyond float64", () => {
    expect(fault("name,age,port\na,1e999,x\n")).toEqual([
      2,
      2,
      expect.stringContaining('"1e999" in the column "age" is not a number that float64 can hold'),
    ]);
  });

  test("tells another separator", () => {
    expect(fault("name;age;port\na;1;x\n")).toEqual([
      1,
      1,
      'people.csv, line 1, column 1: the header is "name;age;port", but that of this data set is "name"; its fields ' +
        'seem to be separated by ";", not by ","',
    ]);
    expect(fault("name,age,port\na\t1\tx\n")).toEqual([
      2,
      2,
      expect.stringMatching(/has 1 field, not 3; .*"\\t", not by ","/),
    ]);
  });

  test("tells another header", () => {
    expect(fault("name,years,port\n")).toEqual([
      1,
      2,
      expect.stringMatching(/header is "years", but .* is "age"/),
    ]);
    expect(fault("name,age\n")).toEqual([1, 3, expect.stringMatching(/header ends, but .* is "port"/)]);
    expect(fault("name,age,port,cabin\n")).toEqual([
      1,
      4,
      expect.stringMatching(/is "cabin", but .* ends after 3 names/),
    ]);
    expect(fault("name,age ,port\n")).toEqual([1, 2, expect.stringMatching(/header is "age ", but/)]);
  });

  test("tells a row with more or fewer fields, also after a field of several lines", () => {
    expect(fault("name,age,port\na,1,x\nb,2\nc,3,z\n")).toEqual([
      3,
      3,
      expect.stringMatching(/the row has 2 fields, not 3$/),
    ]);
    expect(fault('name,age,port\n"a\nb",1,x\nb,2,y,z\n')).toEqual([
      4,
      4,
      expect.stringMatching(/has 4 fields, not 3$/),
    ]);
    expect(fault("name,age,port\na,1,x\n\nb,2,y\n")).toEqual([
      3,
      2,
      expect.stringMatching(/has 1 field, not 3$/),
    ]);
  });

  test("tells what is not a number, with its place", () => {
    for (const wrong of ["x", "1,5", "0x10", "Infinity", "NaN", "1 2", "--1", "1e", "."]) {
      expect(fault(`name,age,port\n"a\n",1,x\nb,"${wrong}",y\n`)).toEqual([
        4,
        2,
        `people.csv, line 4, column 2: "${wrong}" in the column "age" is not a number`,
      ]);
    }
    expect([...parse("name,age,port\na,-1.5E-2,\nb,.5,\nc,+2.,\n").numbers("age")]).toEqual([-0.015, 0.5, 2]);
  });

  test("tells a quote that is out of place or has no end", () => {
    expect(fault('name,age,port\na"b,1,x\n')).toEqual([
      2,
      1,
      expect.stringMatching(/a quote is out of place/),
    ]);
    expect(fault('name,age,port\nb,2,y\n"a,1,x\nc,3,z\n')).toEqual([
      3,
      1,
      "people.csv, line 3, column 1: a quoted field begins here and has no end; is the file truncated?",
    ]);
  });

  test("tells a file cut short, wherever it ends", () => {
    const whole = 'name,age,port\na,10,xx\n"b, c",20,yy\n';
    expect(parse(whole, { rows: 2 }).size).toBe(2);
    for (let end = 0; end < whole.length; end++) {
      const { line, message } = failure(whole.slice(0, end), { rows: 2 });
      expect(line).toBeGreaterThan(0);
      expect(message).toMatch(/truncated|empty|header/);
    }
    expect(fault(`${whole}d,30,zz\n`, { rows: 2 })[2]).toMatch(/holds 3 rows, not 2$/);
  });
});
