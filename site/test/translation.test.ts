import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readComparison } from "../../tooling/examples/comparisons.ts";
import { inPage } from "../../tooling/examples/find.ts";
import { learn } from "../src/navigation.ts";
import { textsOf, withTables } from "../src/pages/comparison.ts";
import { withLinks } from "../src/pages/links.ts";
import { root, written } from "../src/places.ts";
import { slug } from "../src/slug.ts";
import { sidebarInSpanish } from "../src/spanish.ts";
import { counterpart } from "../src/translation/counterpart.ts";
import { fingerprint } from "../src/translation/fingerprint.ts";
import { asSpanishPage } from "../src/translation/page.ts";
import { codeDifference } from "../src/translation/same-code.ts";
import { proseDifferences } from "../src/translation/same-prose.ts";
import {
  checkTranslations,
  findMissing,
  findProblems,
  findTranslations,
  isStale,
  noteHash,
} from "../src/translation/state.ts";
import { untranslatedTexts, unusedTexts } from "../src/translation/tables.ts";

/* Pages in Spanish: how they are compared with the English ones, on small texts, and those that there are. */

const english = "# Title\n\nText.\n\n```ts\nf(1);\n```\n\n| op | means |\n| --- | --- |\n| `add` | a sum |\n";

describe("a hash", () => {
  test.each([
    ["prose", english.replace("Text.", "Other text, which says the same.")],
    ["what stands in other columns of a table", english.replace("a sum", "the sum")],
    ["how wide a table is", english.replace("| `add` |", "| `add`   |")],
    [
      "the title of a container",
      `${english}\n::: details Code\n:::\n`,
      `${english}\n::: details The code\n:::\n`,
    ],
  ])("is the same whatever becomes of %s", (_, changed, original = english) => {
    expect(fingerprint(changed)).toBe(fingerprint(original));
  });

  test.each([
    ["a heading", english.replace("# Title", "# Other title")],
    ["its level", english.replace("# Title", "## Title")],
    ["code", english.replace("f(1)", "f(2)")],
    ["what is done with code", english.replace("```ts", "```ts no-run")],
    ["whether code is folded away", english.replace(/^```ts[\s\S]*?^```$/m, "::: details Code\n\n$&\n\n:::")],
    ["a new row", `${english}| \`sub\` | a difference |\n`],
    ["a title of the first page", `---\nfeatures:\n  - title: New\n---\n\n${english}`],
    ["a heading that becomes code", "```ts\n```\n# Title\n```ts\nf(1);\n```\n"],
  ])("changes with %s", (_, changed) => {
    expect(fingerprint(changed)).not.toBe(fingerprint(english));
  });

  test("of a section heeds nothing outside of it", () => {
    const text = (inside: string, outside: string) =>
      `# Top\n\n${outside}\n\n## The words\n\n### ${inside}\n\n## ${outside}\n`;
    const hash = (inside: string, outside: string) => fingerprint(text(inside, outside), "the-words");
    expect(hash("a", "b")).toBe(hash("a", "c"));
    expect(hash("a", "b")).not.toBe(hash("c", "b"));
    expect(() => fingerprint(english, "absent")).toThrow("there is no heading #absent");
  });
});

describe("translations", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gradiente-site-"));
    write("guide/a.md", english);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  const translate = (page: string, source: string, hash = fingerprint(english)) =>
    write(page, `---\n\nsource: ${source}\nsourceHash: ${hash}\nlayout: doc\n---\n\n# Título\n\nTexto.\n`);

  test("that are as their pages are have no problems", () => {
    translate("es/guide/a.md", "guide/a.md");
    expect(findProblems(folder)).toEqual([]);
    expect(() => checkTranslations(folder)).not.toThrow();
  });

  test("are found once their pages have changed, until that is translated", () => {
    translate("es/guide/a.md", "guide/a.md");
    write("guide/a.md", english.replace("f(1)", "f(2)"));
    expect(findTranslations(folder).map(isStale)).toEqual([true]);
    expect(findProblems(folder)).toEqual([
      { page: "es/guide/a.md", problem: "may be out of date: guide/a.md has changed" },
    ]);
    expect(() => checkTranslations(folder)).toThrow(
      "the translation is not complete:\n  site/pages/es/guide/a.md may be out of date: guide/a.md has changed\n",
    );
    const before = readFileSync(join(folder, "es/guide/a.md"), "utf8");
    noteHash(findTranslations(folder)[0], folder);
    expect(findProblems(folder)).toEqual([]);
    const after = readFileSync(join(folder, "es/guide/a.md"), "utf8");
    expect(after).toBe(before.replace(fingerprint(english), fingerprint(english.replace("f(1)", "f(2)"))));
  });

  test("that there must be are missed", () => {
    for (const page of ["index.md", "coming-from/x.md", "playground/x.md"]) write(page, english);
    expect(findMissing(folder)).toEqual(["coming-from/x.md", "guide/a.md", "index.md"]);
    translate("es/index.md", "index.md");
    expect(findMissing(folder)).toEqual(["coming-from/x.md", "guide/a.md"]);
    expect(() => checkTranslations(folder)).toThrow("site/pages/guide/a.md has no translation into Spanish");
  });

  test("of tables are missed, text by text, and none is left that no table has", () => {
    expect(untranslatedTexts("coming-from/jax.md")).toEqual([]);
    expect(unusedTexts()).toEqual([]);
    const say = (english: string) => english.toUpperCase();
    const { sections } = readComparison("jax");
    const page = Object.keys(sections).map((title) => `<!-- table: ${title} -->`);
    const text = withTables(["<!-- given -->", ...page].join("\n"), "JAX", readComparison("jax"), say);
    for (const told of textsOf(readComparison("jax"))) expect(text).toContain(say(told));
  });

  test("of what is not there, of nothing, or under another name are refused", () => {
    translate("es/guide/b.md", "guide/b.md");
    expect(() => findTranslations(folder)).toThrow("es/guide/b.md translates guide/b.md, which is not there");
    translate("es/guide/b.md", "guide/a.md");
    expect(() => findTranslations(folder)).toThrow("it must be called es/guide/a.md");
    write("es/guide/b.md", "# Título\n\nsource: guide/b.md\n");
    expect(() => findTranslations(folder)).toThrow("es/guide/b.md has no source in its front matter");
    write("es/guide/b.md", "---\nsource: guide/b.md\n---\n# Título\n");
    expect(() => findTranslations(folder)).toThrow("es/guide/b.md has no sourceHash in its front matter");
  });

  test("are the other side of the switch of languages", () => {
    write("es/guide/a.md", "");
    expect(counterpart("guide/a.md", folder)).toBe("es/guide/a.md");
    expect(counterpart("es/guide/a.md", folder)).toBe("guide/a.md");
    expect(counterpart("guide/b.md", folder)).toBeUndefined();
    expect(counterpart("es/glosario.md", folder)).toBeUndefined();
  });
});

describe("a page in Spanish", () => {
  const fresh = { page: "es/guide/a.md", source: "guide/a.md", noted: "1", current: "1" };
  const pages = new Set(["es/guide/a.md", "es/guide/b.md", "es/install.md", "guide/c.md"]);
  const shown = (text: string) => asSpanishPage(text, fresh, pages);

  test("has links to pages in Spanish, or else to those in English", () => {
    expect(shown("[b](b.md#d) [i](../install.md)")).toBe("[b](b.md#d) [i](../install.md)");
    expect(shown("[c](c.md#d)")).toBe("[c](../../guide/c.md#d)");
    expect(shown("[add](../api/core/function/add.md)")).toBe("[add](../../api/core/function/add.md)");
    expect(shown("[x](#x) [y](https://example.org) ![z](./a.z.svg)")).toBe(
      "[x](#x) [y](https://example.org) ![z](./a.z.svg)",
    );
  });

  test("has a banner below its title if it may be out of date, and only then", () => {
    const text = "---\nsource: guide/a.md\n---\n\n# Título\n\nTexto.\n";
    const stale = asSpanishPage(text, { ...fresh, current: "2" }, pages);
    expect(stale).toMatch(
      /# Título\n\n::: warning Esta página puede estar desactualizada\n.*\[página en inglés\]\(\.\.\/\.\.\/guide\/a\.md\)\.\n:::\n\nTexto/,
    );
    expect(shown(text)).toBe(text);
  });

  test("without a title in its text has the banner first", () => {
    const stale = asSpanishPage(
      "---\nlayout: home\n---\n\n## Un modelo\n",
      { ...fresh, current: "2" },
      pages,
    );
    expect(stale).toMatch(/^---\nlayout: home\n---\n\n::: warning [\s\S]*:::\n\n## Un modelo/);
  });
});

describe("code is the same", () => {
  test.each([
    ["but for texts", 'f("a", "b");', 'f("otro", "b");'],
    ["but for parts of templates", `f(\`a \${x} b\`, \`c\`);`, `f(\`otro \${x} más\`, \`d\`);`],
    ["but for remarks", "f(); // a remark\n// Another one.", "f(); // una nota\n// Otra."],
    ["but for texts that are compared", 'f(); // "a", 1', 'f(); // "otro", 1'],
    ["but for names that are shown", "f({ cost: a, b });", 'f({ "el coste": a, b });'],
    ["but for short names that are shown", "f({ cost, b });", 'f({ "el coste": cost, b });'],
    ["but for comments of functions", "/** One. */\nfunction f() {}", "/** Una. */\nfunction f() {}"],
    ["but for where lines end", 'f({ title: "a" });', 'f({\n  title: "más largo",\n});'],
  ])("%s", (_, original, translated) => {
    expect(codeDifference(original, translated)).toBeNull();
  });

  test.each([
    ["a number", "f(1);", "f(2);"],
    ["a name", "const cost = 1;", "const coste = 1;"],
    ["a name of an option", "f({ title: a });", "f({ titulo: a });"],
    ["a short name", "f({ cost });", 'f({ "el coste": coste });'],
    ["an operator", "a + b;", "a - b;"],
    ["a statement more", "f();", "f();\ng();"],
    ["a statement less", "f();\ng();", "f();"],
    ["a value that is compared", "f(); // [1, 2]", "f(); // [1, 3]"],
    ["a value that is not compared any more", "f(); // 1", "f(); // uno"],
    ["a comment less", "f(); // true", "f();"],
    ["what is imported from", 'import { a } from "b";', 'import { a } from "c";'],
    ["a type", 'let a: "b" = c;', 'let a: "d" = c;'],
    ["a part of a template", `f(\`a \${x}\`);`, `f(\`a \${y}\`);`],
    ["a regular expression", "f(/a/);", "f(/b/);"],
  ])("and %s is noticed", (_, original, translated) => {
    expect(codeDifference(original, translated)).not.toBeNull();
  });

  test("and the difference is shown", () => {
    expect(codeDifference("f(a, b);", "f(a, c);")).toBe(
      'it has "( a , c ) ;" where the original has "( a , b ) ;"',
    );
  });
});

describe("prose says the same", () => {
  const differences = (original: string, translated: string) =>
    proseDifferences(
      { page: "guide/a.md", text: original },
      { page: "es/guide/a.md", text: `---\nsourceHash: 012345\n---\n\n${translated}` },
      new Set(["guide/a.md", "guide/b.md", "idioms.md"]),
    );

  test.each([
    ["with links to the same places", "[b](b.md) and [c](../docs/c.md#d)", "[c](../docs/c.md#d) y [b](b.md)"],
    ["with anchors in Spanish", "[b](b.md#one) [i](../idioms.md#two)", "[b](b.md#uno) [i](../idioms.md#dos)"],
    ["with anchors of its own", "[above](#one)", "[arriba](#uno)"],
    ["with a link to the glossary", "a sweep", "un [barrido](../glosario.md)"],
    ["with addresses of others", "[x](https://example.org/1)", "[x](https://example.org/1)"],
    ["with thousands apart", "50,890 of $50{,}240$", "50\u00a0890 de $50\\,240$"],
    ["with a date in words", "on 2026-11-27, 1.85", "el 27 de noviembre de 2026, 1.85"],
    ["with other numbers in code, which is compared elsewhere", "```ts\nf(1);\n```", "```ts\nf(2);\n```"],
  ])("%s", (_, original, translated) => {
    expect(differences(original, translated)).toEqual([]);
  });

  test.each([
    ["a link less", "[b](b.md) [b](b.md)", "[b](b.md)", "it does not lead to guide/b.md"],
    ["another link", "", "[b](b.md)", "it leads to guide/b.md, and the original does not"],
    ["no anchor", "[b](b.md#one)", "[b](b.md)", "it does not lead to guide/b.md#…"],
    ["another place", "[c](../docs/c.md#d)", "[c](../docs/c.md#e)", "it does not lead to docs/c.md#d"],
    ["a number that has changed", "0.0181", "0.0185", "it lacks 0.0181"],
    ["a number more", "1e-5", "1e-5, 30", "it has 30, and the original does not"],
    ["thousands that a line may tear apart", "60,000", "60 000", "it lacks 60000"],
  ])("and not with %s", (_, original, translated, found) => {
    expect(differences(original, translated)).toContain(found);
  });
});

const translations = findTranslations();
const translated = new Set(translations.map(({ source }) => source));
const read = (page: string) => readFileSync(join(written, page), "utf8");

describe.each(translations.filter((one) => !isStale(one) && !one.source.startsWith("../")))(
  "$page",
  ({ page, source }) => {
    test("has the code of the English page", () => {
      const [original, translated] = [source, page].map((name) => inPage(name, read(name)));
      expect(translated.map(({ mode, figure }) => [mode, figure])).toEqual(
        original.map(({ mode, figure }) => [mode, figure]),
      );
      const differences = translated.flatMap(({ line, code }, i) => {
        const difference = codeDifference(original[i].code, code);
        return difference === null ? [] : `site/pages/${page}:${line}: ${difference}`;
      });
      expect(differences).toEqual([]);
    });

    test("has the headings, tables and formulas of the English page", () => {
      const outline = (text: string) =>
        text
          .replace(/^```[\s\S]*?^```$/gm, "code")
          .split("\n")
          .flatMap((line) => /^(#+ |\||\$\$|!\[|code$|:::)/.exec(line)?.[0] ?? []);
      expect(outline(read(page))).toEqual(outline(read(source)));
    });

    test("leads where the English page leads, and has its numbers", () => {
      const [original, translation] = [source, page].map((name) => ({ page: name, text: read(name) }));
      expect(proseDifferences(original, translation, translated)).toEqual([]);
    });
  },
);

test("anchors in links between pages in Spanish are those of their headings", () => {
  const anchorsOf = (page: string) =>
    [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading));
  const wrong: string[] = [];
  for (const { page } of translations) {
    withLinks(read(page), (target) => {
      const [path, anchor] = target.split("#");
      const wanted = path === "" ? page : join(dirname(page), path);
      const isSpanish = translations.some((one) => one.page === wanted);
      if (isSpanish && anchor !== undefined && !anchorsOf(wanted).includes(decodeURIComponent(anchor)))
        wrong.push(`${page}: ${target}`);
      return target;
    });
  }
  expect(wrong).toEqual([]);
});

test("the menu in Spanish has all that the English one has, in the same order", () => {
  const pages = (groups: typeof learn) =>
    groups.flatMap(({ items = [] }) => items.map(({ link = "" }) => link.replace(/^\/es\//, "/")));
  expect(pages(sidebarInSpanish).filter((page) => page !== "/glosario")).toEqual(pages(learn));
});

test("the glossary has every word that CONTRIBUTING.md explains", () => {
  const cells = (text: string, column: number) =>
    [...text.matchAll(/^\|.*\|$/gm)].flatMap(([row]) => row.split("|")[column].trim().split(", "));
  const [, words] = readFileSync(`${root}CONTRIBUTING.md`, "utf8").split("\n## Words\n");
  const explained = cells(words, 1).filter((word) => !/^(word|-+)$/.test(word));
  expect(explained.length).toBeGreaterThan(30);
  const known = cells(read("es/glosario.md"), 2);
  expect(explained.filter((word) => !known.includes(word))).toEqual([]);
});
