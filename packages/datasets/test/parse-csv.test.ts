import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CsvFormat, DatasetFormatError, parseCsv } from "../src/index.ts";

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

  test("shows values and names of up to 60 characters whole, and the first 57 of longer ones", () => {
    const [whole, longer, cut] = ["x".repeat(60), "x".repeat(61), `${"x".repeat(57)}...`];
    for (const [text, shown] of [[whole, whole], [longer, cut]]) {
      expect(fault(`name,age,port\na,${text},x\n`)[2]).toBe(
        `people.csv, line 2, column 2: "${shown}" in the column "age" is not a number`,
      );
      expect(fault(`name,${text},port\n`)[2]).toBe(
        `people.csv, line 1, column 2: the header is "${shown}", but that of this data set is "age"`,
      );
    } // biome-ignore format: pairs
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

  test("tells the line that is not UTF-8, beyond empty ones too, and no other encoding by half a mark", () => {
    const latin = (text: string) => Uint8Array.from(bytes(text).map((byte) => (byte === 63 ? 0xf4 : byte)));
    expect(fault(latin("name,age,port\n\n\r\n\ra,1,?\n"))[0]).toBe(5);
    expect(fault(latin("?"))[0]).toBe(1);
    expect(fault(latin("name\r?\r"))[0]).toBe(2);
    for (const mark of [[0xff, 0xfe], [0xfe, 0xff]]) {
      expect(fault(Uint8Array.from([...mark, 65]))[2]).toContain("that of UTF-16");
    } // biome-ignore format: pairs
    for (const start of [[0xff], [0xfe], [0xff, 0xff], [0xfe, 0xfe], [0xff, 0xfd], [65, 0xfe], [65, 0xff]]) {
      expect(fault(Uint8Array.from(start)), String(start)).toEqual([1, undefined, "people.csv, line 1: the text is not UTF-8; save the file as UTF-8"]); // biome-ignore format: a line
    }
  });

  test("tells a NUL character at the very beginning", () => {
    expect(fault("\0name,age,port\n")[2]).toContain("line 1: there is a NUL character");
  });

  test("tells a NUL character, which the parser would take for the end of the file after a quote", () => {
    expect(fault('name,age,port\na,1,x\n"b"\0c,2,y\n')).toEqual([
      3,
      undefined,
      "people.csv, line 3: there is a NUL character, which no text has; save the table as UTF-8 (is it UTF-16?)",
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

describe("line ends", () => {
  const labels = (text: string) =>
    parseCsv(bytes(text), "labels.csv", { columns: { x: "numeric", label: "categorical" } }).words("label");

  test("are each their own: no label keeps a part of one", () => {
    expect(labels("x,label\n1,yes\r\n2,yes\n3,no\r\n")).toEqual(["yes", "yes", "no"]);
    expect(labels("x,label\r\n1,yes\n2,no")).toEqual(["yes", "no"]);
    expect(labels("x,label\r1,yes\r2,no\r")).toEqual(["yes", "no"]);
    expect(labels('x,label\r\n1,"a\nb"\r2,"c\r\nd"\n3,"e\rf"\r\n\n\r\r\n')).toEqual([
      "a\nb",
      "c\r\nd",
      "e\rf",
    ]);
  });

  test("of every mix, with any of them in quoted fields, give back what was written", () => {
    const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
    const piece = fc.constantFrom("a", "é", " ", ",", '"', "\n", "\r", "\r\n", "NA", "1");
    const field = fc.tuple(fc.array(piece, { maxLength: 4 }), fc.boolean()).map(([parts, quoted]) => {
      const value = parts.join("");
      const mustQuote = /[",\r\n]/.test(value);
      return { value, written: quoted || mustQuote ? `"${value.replaceAll('"', '""')}"` : value };
    });
    // The last field of a row is a number: a row of blanks at the end would be a blank line.
    const row = fc.record({ fields: fc.tuple(field, field), end: lineEnd });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), lineEnd, fc.boolean(), (rows, headEnd, isEnded) => {
        const lines = rows.map(({ fields, end }, at) => {
          const isLast = at === rows.length - 1;
          return `${fields[0].written},${fields[1].written},${at}${isLast && !isEnded ? "" : end}`;
        });
        const columns = [["a", "text"], ["b", "categorical"], ["n", "numeric"]] as const; // biome-ignore format: a list
        const table = parseCsv(bytes(`a,b,n${headEnd}${lines.join("")}`), "f", { columns });
        const expected = (at: 0 | 1) => rows.map(({ fields }) => fields[at].value || null);
        expect([table.words("a"), table.words("b")]).toEqual([expected(0), expected(1)]);
        expect([...table.numbers("n")]).toEqual(rows.map((_, at) => at));
      }),
    );
  });

  test("count once each in the lines that errors name, also inside quoted fields", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = `name,age,port${end}"a${end}b${end}",1,x${end}b,?,y${end}`;
      expect(fault(text).slice(0, 2), JSON.stringify(end)).toEqual([5, 2]);
      expect(fault(`name,age,port${end}"a${end}",1,x${end}"b,2,y${end}`)[0]).toBe(4);
      const latin = Uint8Array.from([...bytes(`name,age,port${end}a,1,x${end}C`), 0xf4, ...bytes(end)]);
      expect(fault(latin)[0]).toBe(3);
    }
  });
});

describe("the columns of a format", () => {
  const years = bytes("sign,2015,2016\nx,1,2\ny,3,4\n");
  const kinds = { sign: "categorical", 2015: "numeric", 2016: "numeric" } as const;
  const list = [["sign", "categorical"], ["2015", "numeric"], ["2016", "numeric"]] as const; // biome-ignore format: a list

  test("may be named by whole numbers, in a list, a Map or an object, and keep the order of the file", () => {
    for (const columns of [list, new Map(list), kinds]) {
      const table = parseCsv(years, "years.csv", { columns });
      expect(table.names).toEqual(["sign", "2015", "2016"]);
      expect([...table.numbers("2016")]).toEqual([2, 4]);
    }
    const mixed = parseCsv(bytes("2016,a,7,b\n1,2,3,4\n"), "f", {
      columns: { a: "numeric", b: "numeric", 7: "numeric", 2016: "numeric" },
    });
    expect(mixed.names).toEqual(["2016", "a", "7", "b"]);
  });

  test("are compared with the header all the same", () => {
    const failing = (text: string, columns: CsvFormat["columns"]) => () =>
      parseCsv(bytes(text), "years.csv", { columns });
    expect(failing("sign,2016,2015\n", list)).toThrow(/column 2: the header is "2016", but .* is "2015"/);
    expect(failing("2015,2016\n", kinds)).toThrow(/column 3: the header ends, but .* is "sign"/);
    expect(failing("sign,2015,2015\n", kinds)).toThrow(/column 3: the header is "2015", but .* is "2016"/);
    expect(failing("sign,2015,2016,x\n", kinds)).toThrow(/column 4: the header is "x", but .* ends after 3/);
  });

  test("may be called as members of every object are", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    const columns = names.map((name) => [name, "numeric"] as const);
    const table = parseCsv(bytes(`${names.join(",")}\n1,2,3,4\n`), "f", { columns });
    expect(table.names).toEqual(names);
    expect(names.map((name) => table.numbers(name)[0])).toEqual([1, 2, 3, 4]);
    expect(Object.entries(table.row(0))).toEqual(names.map((name, at) => [name, at + 1]));
  });

  test("are not there twice, and have a kind that exists", () => {
    const twice = [["a", "text"], ["a", "text"]] as const; // biome-ignore format: a list
    for (const columns of [null, undefined, "a", 3]) {
      expect(() => parseCsv(bytes("a\n"), "f", { columns: columns as never })).toThrow("columns must be the kind of each column by name"); // biome-ignore format: a line
    }
    expect(() => parseCsv(bytes("a,a\n"), "f", { columns: twice })).toThrow(/column "a" is there twice/);
    expect(() => parseCsv(bytes("a\n"), "f", { columns: { a: "integer" as never } })).toThrow(
      /kind of column "a" is "integer"; use numeric, categorical, text/,
    );
  });
});

describe("options", () => {
  test("missing: its texts are missing values, beside the empty field", () => {
    const read = (missing?: readonly string[]) =>
      parseCsv(bytes('w,n\nNA, ? \n"?",-999\n na,\n?,2\n'), "f", {
        columns: { w: "categorical", n: "numeric" },
        ...(missing && { missing }),
      });
    const table = read(["NA", "?", "-999"]);
    expect(table.words("w")).toEqual([null, null, " na", null]);
    expect([...table.numbers("n")]).toEqual([Number.NaN, Number.NaN, Number.NaN, 2]);
    expect(read).toThrow(/line 2, column 2: " \? " in the column "n" is not a number/);
  });

  test("that no file can have are refused", () => {
    const given = (options: object) => () => parse("name,age,port\n", options);
    for (const delimiter of ["", '"', "\n", "a\r", 7]) {
      expect(given({ delimiter })).toThrow(/delimiter must be one character or several/);
    }
    expect(given({ missing: "NA" })).toThrow(/missing must be a list of texts/);
    expect(given({ rows: -1 })).toThrow(/rows must be a whole number, 0 or more, not -1/);
  });
});
