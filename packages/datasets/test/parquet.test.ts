import { categoricalColumn, numericColumn, Table, textColumn } from "@gradiente/datasets";
import { decodeParquet, encodeParquet } from "@gradiente/formats";
import { expect, it } from "vitest";

it("a table goes to a Parquet file and comes back, with what is missing", () => {
  const table = new Table([
    ["age", numericColumn([36, null, 0.5])],
    ["sex", categoricalColumn(["f", "m", null])],
    ["name", textColumn(["Ada", "Alan", null])],
  ]);
  const bytes = encodeParquet(table.names.map((name) => [name, table.column(name)] as const));
  const again = new Table(decodeParquet(bytes).columns);
  expect([again.size, again.names]).toEqual([3, ["age", "sex", "name"]]);
  expect(again.numbers("age")).toEqual(table.numbers("age"));
  for (const name of ["sex", "name"]) expect(again.words(name)).toEqual(table.words(name));
});
