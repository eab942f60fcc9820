import { readFile } from "node:fs/promises";
import * as core from "@gradiente/core";
import * as nn from "@gradiente/nn";
import * as plot from "@gradiente/plot";
import { expect, test } from "vitest";

const DISPLAY = Symbol.for("Jupyter.display");
const modules = { "@gradiente/core": core, "@gradiente/nn": nn, "@gradiente/plot": plot };

interface Notebook {
  readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[];
}

/** Runs the cells of a notebook in Node, and gives the value of the last line of each, as a kernel does. */
async function valuesOfCells(file: URL): Promise<unknown[]> {
  const { cells } = JSON.parse(await readFile(file, "utf8")) as Notebook;
  const code = cells
    .filter((cell) => cell.cell_type === "code")
    .map(({ source }) => {
      const lines = source
        .join("")
        .replace(/^import (\{[^}]*\}) from ("[^"]+");$/gm, "const $1 = modules[$2];");
      return lines.replace(/^(.*);$(?![\s\S])/m, "values.push($1);");
    });
  const values: unknown[] = [];
  new Function("modules", "values", code.join("\n"))(modules, values);
  return values;
}

test("the notebook runs, and each of its cells shows something", async () => {
  const values = await valuesOfCells(new URL("../notebooks/tour.ipynb", import.meta.url));
  const shown = values.map((value) => (value as Record<symbol, () => plot.Displayed>)[DISPLAY]());
  expect(shown.map((bundle) => Object.keys(bundle))).toEqual([
    ["text/html", "text/plain"],
    ["image/svg+xml", "text/plain"],
    ["image/svg+xml", "text/plain"],
    ["image/svg+xml", "text/plain"],
  ]);
  expect(shown[0]["text/html"]).toMatch(/<td[^>]*>1<\/td><td[^>]*>2<\/td><\/tr><tr><td[^>]*>3<\/td>/);
  expect(shown[0]["text/plain"]).toBe("Tensor float32 [2, 2]\n[[1, 2],\n [3, 4]]");
  expect(shown[1]["image/svg+xml"]).toMatch(/^<svg [\s\S]*gradient 64[\s\S]*<\/svg>$/);
  expect(shown[2]["text/plain"]).toBe("Figure: Activations");
  expect(shown[3]["image/svg+xml"]).toContain("5 neurons");
});
