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
    [" 2 ", "é;x", '"no\n"', ""],
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
          for (const name of ["name", "label"]) {
            const tokens = table
              .words(name)
              .filter((word) => word === "" || format.missing?.includes(word ?? "?!"));
            checkSame("words that stand for a missing value", tokens, []);
          }
          const again = parseCsv(written(table), FILE, { columns });
          checkSame("what is written of it", [...again.rows()], [...table.rows()]);
        };
      },
    },
  ];
}
