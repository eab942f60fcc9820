import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ReflectionKind } from "typedoc";
import { assembled, sourceAddress } from "../places.ts";
import { Addresses, kindOf, type Named, pageOf, relativeLink } from "./addresses.ts";
import { table } from "./callable.ts";
import { formulas } from "./formulas.ts";
import { type Entry, entries, readModel } from "./model.ts";
import { pageOfName } from "./page.ts";
import { summaryOf } from "./text.ts";

/** The order of the tables on the page of an entry. */
const TITLES = ["Classes", "Functions", "Values", "Types"];

/** Writes the API reference: a page for each public name, one for each entry, and one for all of them. */
export async function writeApi(): Promise<void> {
  const addresses = new Addresses(await readModel());
  checkFormulas(addresses);
  rmSync(join(assembled, "api"), { recursive: true, force: true });
  for (const named of addresses.all) write(named.page, pageOfName(named, addresses));
  for (const entry of entries) write(`${pageOf(entry)}/index`, pageOfEntry(entry, addresses));
  write("api/index", pageOfAll(addresses));
}

function write(page: string, text: string): void {
  const file = join(assembled, `${page}.md`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A formula of a name that is gone would be lost without a word. */
function checkFormulas(addresses: Addresses): void {
  const names = new Set(addresses.all.map(({ entry, reflection }) => `${entry.folder}/${reflection.name}`));
  const lost = Object.keys(formulas).filter((name) => !names.has(name));
  if (lost.length > 0) throw new Error(`formulas of names that are not public: ${lost.join(", ")}`);
}

/** The first sentence of what is said of a name. */
function firstSentence({ reflection }: Named, addresses: Addresses, page: string): string {
  const said = reflection.comment ?? reflection.signatures?.[0].comment;
  const text = summaryOf(said, { addresses, page }).replace(/\s+/g, " ");
  return /^.*?[.:](?= [A-Z]|$)/.exec(text)?.[0] ?? text;
}

function pageOfEntry(entry: Entry, addresses: Addresses): string {
  const page = `${pageOf(entry)}/index`;
  const own = addresses.all.filter((named) => named.entry === entry);
  const sections = TITLES.flatMap((title) => {
    const names = own
      .filter((named) => named.title === title)
      .sort((a, b) => (a.reflection.name < b.reflection.name ? -1 : 1));
    if (names.length === 0) return [];
    const rows = names.map((named) => [
      `[\`${named.reflection.name}\`](${relativeLink(named.page, page)}.html)`,
      firstSentence(named, addresses, page),
    ]);
    return [`## ${title}`, table(["name", ""], rows)];
  });
  const isMain = entry.name === `@gradiente/${entry.folder}`;
  const readme = isMain
    ? `The [introduction to this package](${relativeLink(`packages/${entry.folder}/README`, page)}.html) shows how its parts are used.`
    : `A sub-path of [@gradiente/${entry.folder}](${relativeLink(`api/${entry.folder}/index`, page)}.html).`;
  return [
    `---\noutline: 2\neditLink: false\n---`,
    `# ${entry.name}`,
    `${own.length} public names · [source](${sourceAddress(entry.source)})`,
    readme,
    ...sections,
  ]
    .join("\n\n")
    .concat("\n");
}

function pageOfAll(addresses: Addresses): string {
  const rows = entries.map((entry) => {
    const own = addresses.all.filter((named) => named.entry === entry);
    const count = (...kinds: ReflectionKind[]) =>
      String(own.filter(({ reflection }) => kinds.includes(kindOf(reflection))).length);
    return [
      `[${entry.name}](${relativeLink(pageOf(entry), "api/index")}/index.html)`,
      count(ReflectionKind.Class),
      count(ReflectionKind.Function),
      count(ReflectionKind.Namespace, ReflectionKind.Variable),
      count(ReflectionKind.Interface, ReflectionKind.TypeAlias),
    ];
  });
  return [
    `---\noutline: false\neditLink: false\n---`,
    "# API reference",
    `Every public name of every package, ${addresses.all.length} in all, made from the comments in the sources. The search above finds them, methods included.`,
    table(["import from", "classes", "functions", "values", "types"], rows),
  ]
    .join("\n\n")
    .concat("\n");
}
