import { type CsvFormat, parseCsv, type Table } from "@gradiente/datasets";
import { mutateBytes } from "../mutate-bytes.ts";
import type { Random } from "../random.ts";
import { check, checkSame, type Target } from "../target.ts";

const FILE = "mutant.csv";

const columns = [["2016", "numeric"], ["name", "text"], ["label", "categorical"], ["2015", "numeric"]] as const; // biome-ignore format: a list

/** A file with all that a file may have, for a separator and an end of each line. */
function fileWith(delimiter: string, ends: readonly string[]): Uint8Array {
  const rows = [
    ["2016", "name", "label", "2015"],
    ["1", '"Braund, ""Mr."" O\r\nwen"', "yes", "-1.5e3"],
    [" 2 ", "é x", '"no\n"', ""],
    ["NA", '"a\rb"', "?", "0"],
    [".5", "", "NA", "+7."],
  ];
  return new TextEncoder().encode(
    rows.map((row, at) => row.join(delimiter) + ends[at % ends.length]).join(""),
  );
}

const files = [";", "\t", "::"].flatMap((delimiter) =>
  [["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]].map((ends) => ({
    delimiter,
    bytes: fileWith(delimiter, ends),
  })),
);

function formatWith(delimiter: string, random: Random): CsvFormat {
  const given = random.pick([columns, new Map(columns), Object.fromEntries(columns)]);
  return {
    columns: given,
    delimiter,
    missing: random.pick([["NA", "?"], ["NA"], [], ["NA", "1", ""]]),
    ...(random.chance(0.3) && { rows: random.pick([4, 3, 0]) }),
  };
}

/** The table as a file in which every field is quoted, which any reader takes in one way alone. */
function written(table: Table): Uint8Array {
  const field = (value: unknown) => `"${String(value ?? "").replaceAll('"', '""')}"`;
  const rows = [...table.rows()].map((row) => table.names.map((name) => field(row[name])).join(","));
  return new TextEncoder().encode([table.names.map(field).join(","), ...rows, ""].join("\n"));
}

/** The cells of a file, read character by character; undefined where a quote is out of place. */
function cellsOf(text: string, delimiter: string): string[][] | undefined {
  const rows: string[][] = [[]];
  let at = 0;
  const next = (mark: string): boolean => {
    const found = text.startsWith(mark, at);
    if (found) at += mark.length;
    return found;
  };
  while (true) {
    let cell = "";
    if (next('"')) {
      for (;;) {
        if (at >= text.length) return undefined;
        if (next('""')) cell += '"';
        else if (next('"')) break;
        else cell += text[at++];
      }
    } else {
      while (at < text.length && !text.startsWith(delimiter, at) && !/["\r\n]/.test(text[at]))
        cell += text[at++];
    }
    rows.at(-1)?.push(cell);
    if (next(delimiter)) continue;
    const isEnded = next("\r\n") || next("\n") || next("\r");
    if (at >= text.length) return rows;
    if (!isEnded) return undefined;
    rows.push([]);
  }
}

/** The words of a column, as they stand in the file. */
function wordsOf(rows: readonly string[][], column: number, { missing = [] }: CsvFormat): (string | null)[] {
  return rows.map((row) => (row[column] === "" || missing.includes(row[column]) ? null : row[column]));
}

/** CSV files, with every option. */
export function csvTargets(): Target[] {
  return [
    {
      name: "CSV",
      told: FILE,
      mutant: (random) => {
        const { delimiter, bytes } = random.pick(files);
        const format = formatWith(delimiter, random);
        const mutant = mutateBytes(bytes, random);
        return () => {
          const table = parseCsv(mutant, FILE, format);
          checkSame(
            "the columns",
            table.names,
            columns.map(([name]) => name),
          );
          check("the number of rows", format.rows === undefined || format.rows === table.size);
          const rows = cellsOf(new TextDecoder().decode(mutant), delimiter)?.slice(1, table.size + 1) ?? [];
          checkSame("the names", table.words("name"), wordsOf(rows, 1, format));
          checkSame("the labels", table.words("label"), wordsOf(rows, 2, format));
          const again = parseCsv(written(table), FILE, { columns });
          checkSame("what is written of it", [...again.rows()], [...table.rows()]);
        };
      },
    },
  ];
}
