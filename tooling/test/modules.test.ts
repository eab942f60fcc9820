import { readFileSync } from "node:fs";
import { schedules } from "@gradiente/optim";
import { expect, test } from "vitest";
import { sections } from "../modules/listed.ts";
import { notCompared } from "../modules/not-compared.ts";
import { root } from "../program.ts";

test("docs/modules.md has a row for every module, loss, optimiser and schedule, with what it was compared with", () => {
  const rows = new Map(
    [
      ...readFileSync(`${root}docs/modules.md`, "utf8").matchAll(
        /^\| `([\w.]+)` +\| +(.*?) +\| +(.*?) +\|/gm,
      ),
    ].map(([, name, theirs, cases]) => [name, { theirs, cases }] as const),
  );
  const wanted = [
    ...sections().flatMap(({ names }) => names),
    ...Object.keys(schedules).map((name) => `schedules.${name}`),
  ];
  const missing = wanted.filter((name) => {
    const row = rows.get(name);
    return name in notCompared ? row?.theirs !== notCompared[name] : !(Number(row?.cases) > 0);
  });
  expect(missing, "names that docs/modules.md does not compare with anything: run pnpm modules").toEqual([]);
});
