import { describe, expect, it } from "vitest";
import { scoreGrid } from "../src/parts/refine.ts";

/* Scores of classes over a panel: where it is looked at closer, and what is between. */

type Place = readonly [number, number];

/** A grid over the square from 0 to `cells`, so that the centres of cells are at halves. */
function gridOf(cells: number, score: (x: number, y: number) => readonly number[]) {
  const asked: (readonly Place[])[] = [];
  const grid = scoreGrid(
    (places) => {
      asked.push(places);
      const all = places.map(([x, y]) => score(x, y));
      return all[0].map((_, k) => all.map((scores) => scores[k]));
    },
    [0, cells],
    [0, cells],
    cells,
  );
  return { grid, asked };
}

/** The cells, one beyond the panel on each side counted too, that were looked at closer, as `column row`. */
const divided = (places: readonly Place[] = []) => [
  ...new Set(places.map(([x, y]) => `${Math.floor(x)} ${Math.floor(y)}`)),
];

const square = (columns: readonly number[], rows: readonly number[]) =>
  rows.flatMap((row) => columns.map((column) => `${column} ${row}`));

describe("a grid of scores", () => {
  it("has a cell beyond the panel on each side, from the smallest x and y, and is all where there is one class", () => {
    const { grid, asked } = gridOf(3, (x, y) => [100 + x + 10 * y, 0]);
    expect([grid.side, grid.beyond, asked.length]).toEqual([5, 1, 1]);
    expect(asked[0].slice(0, 6)).toEqual([[-0.5, -0.5], [0.5, -0.5], [1.5, -0.5], [2.5, -0.5], [3.5, -0.5], [-0.5, 0.5]]); // biome-ignore format: places
    expect(asked[0]).toHaveLength(25);
    expect(grid.scores[0].slice(0, 2)).toEqual([94.5, 95.5]);
  });

  /** Scores where only the cell at a place has class 1, and no slope tells of it. */
  const only = (column: number, row: number) => (x: number, y: number) =>
    Math.floor(x) === column && Math.floor(y) === row ? [0, 1] : [1, 0];

  it.each<[string, Place, readonly number[], readonly number[]]>([
    ["in the middle", [4, 4], [2, 3, 4, 5, 6], [2, 3, 4, 5, 6]],
    ["in the first corner", [-1, -1], [-1, 0, 1], [-1, 0, 1]],
    ["in the last corner", [9, 9], [7, 8, 9], [7, 8, 9]],
    ["at the left", [-1, 4], [-1, 0, 1], [2, 3, 4, 5, 6]],
    ["next to the right", [8, 4], [6, 7, 8, 9], [2, 3, 4, 5, 6]],
    ["next to the top", [4, 8], [2, 3, 4, 5, 6], [6, 7, 8, 9]],
    ["at the bottom", [4, -1], [2, 3, 4, 5, 6], [-1, 0, 1]],
  ])("looks closer two cells around another class: %s", (_name, [column, row], columns, rows) => {
    const { grid, asked } = gridOf(9, only(column, row));
    expect(divided(asked[1]).sort()).toEqual(square(columns, rows).sort());
    expect(asked[1]).toHaveLength(9 * columns.length * rows.length);
    expect([grid.side, grid.beyond]).toEqual([33, 3]);
    // What was asked for stands at its place, and the rest is that of cells around.
    const at = (x: number, y: number) => grid.scores[1][Math.floor(3 * (y + 1)) * 33 + Math.floor(3 * (x + 1))];
    expect(at(column + 0.1, row + 0.9)).toBe(1);
    expect(grid.scores[1].filter((score) => score === 1)).toHaveLength(9);
  }); // biome-ignore format: one thing

  it("looks closer where the lead of a class falls so fast that another may be near", () => {
    // The lead of the first class: 1 everywhere but in one cell, next to which it would be 0 within two thirds of a cell.
    const lead = (least: number) => (x: number, y: number) => [Math.floor(x) === 4 && Math.floor(y) === 4 ? least : 1, 0];
    expect(divided(gridOf(9, lead(0.61)).asked[1])).toEqual([]);
    expect(divided(gridOf(9, lead(0.59)).asked[1])).toEqual(["4 4"]);
    // Of three classes, the lead is over the second best, wherever it stands.
    const third = (x: number, y: number) => [-5, 1 + lead(0.59)(x, y)[0], 1];
    expect(divided(gridOf(9, third).asked[1])).toEqual(["4 4"]);
    const first = (x: number, y: number) => [1 + lead(0.59)(x, y)[0], -5, 1];
    expect(divided(gridOf(9, first).asked[1])).toEqual(["4 4"]);
  }); // biome-ignore format: one a line

  it("is linear between the centres of cells elsewhere, and even beyond the outermost", () => {
    const score = (x: number, y: number) => [x < -0.2 && y < -0.2 ? -100 : 100 + x + 10 * y, 0];
    const { grid } = gridOf(9, score);
    const centre = (n: number) => -1 + (n + 0.5) / 3;
    for (const column of [12, 17, 30, 31, 32]) {
      for (const row of [12, 20, 32]) {
        const [x, y] = [column, row].map((n) => Math.min(9.5, centre(n)));
        expect(grid.scores[0][row * 33 + column]).toBeCloseTo(100 + x + 10 * y, 9);
      }
    }
    expect(grid.scores[0][32]).toBeCloseTo(100 + 9.5 - 5, 9);
  });
});
