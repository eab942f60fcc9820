import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path/posix";
import { readComparison } from "../../../tooling/examples/comparisons.ts";
import { root } from "../places.ts";

/* What readers call things who do not know their names here yet. */

/** What is looked for in words that no name has. */
const inWords: Readonly<Record<string, string>> = { defineOp: "custom gradient", fit: "training loop" };

/** PyTorch's names, by ours, where one does not begin with the other: `nn.Linear` by `Dense`. */
const pytorch: ReadonlyMap<string, string> = new Map(
  [...comparedNames(), ...measuredNames()].filter(([ours, theirs]) => !isNear(ours, theirs)),
);

/** Those of the page "Coming from PyTorch". */
function comparedNames(): [ours: string, theirs: string][] {
  return Object.values(readComparison("pytorch").sections)
    .flat()
    .flatMap(([theirs, ours]) => {
      const [, name] = /^(?:new )?(\w+)\(/.exec(ours ?? "") ?? [];
      const [other] = /^(torch|nn|F)\.[\w.]+(?=\()/.exec(theirs) ?? [];
      return name === undefined || other === undefined ? [] : [[name, other] as [string, string]];
    });
}

/** Those of the tables of docs/modules.md. */
function measuredNames(): [ours: string, theirs: string][] {
  const rows = readFileSync(`${root}docs/modules.md`, "utf8").matchAll(
    /^\| `(\w+)` +\| `((?:nn|optim)\.\w+)` +\|/gm,
  );
  return [...rows].map(([, ours, theirs]) => [ours, theirs]);
}

/** Whether the beginning of our name finds it already. */
function isNear(ours: string, theirs: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/^.*\.|_/g, "");
  return plain(ours).startsWith(plain(theirs));
}

/** What the name of a page of the API reference is called elsewhere; undefined if nothing else is known. */
export function alsoCalled(page: string): string | undefined {
  const name = basename(page, ".md");
  const isMade = /^api\/\w+\/(class|function)$/.test(dirname(page));
  return isMade ? (inWords[name] ?? pytorch.get(name)) : undefined;
}
