import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/* What must hold for every page of a built site. */

/** What a page refers to, and what it can be referred to by. */
interface Page {
  readonly anchors: ReadonlySet<string>;
  /** Where links lead. */
  readonly links: readonly string[];
  /** What a browser loads with the page. */
  readonly loaded: readonly string[];
}

const attributes = (html: string, pattern: RegExp) =>
  [...html.matchAll(pattern)].map(([, value]) => value.replaceAll("&amp;", "&"));

function readPage(file: string): Page {
  const html = readFileSync(file, "utf8");
  return {
    anchors: new Set(attributes(html, /\sid="([^"]*)"/g)),
    links: attributes(html, /<a\s[^>]*?href="([^"]*)"/g),
    loaded: [
      ...attributes(html, /<(?:script|img|iframe|source)\s[^>]*?src="([^"]*)"/g),
      ...attributes(html, /<link\s[^>]*?href="([^"]*)"/g),
    ],
  };
}

/**
 * Checks that every link leads to a page and a place that are there, that none depends on where the site lies, and that
 * nothing is loaded from elsewhere.
 *
 * @throws Error that lists what is wrong.
 */
export function checkSite(folder: string): void {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const pages = new Map(
    // Nobody knows where the page is that says that there is no page.
    names
      .filter((name) => name.endsWith(".html") && name !== "404.html")
      .map((name) => [join(folder, name), readPage(join(folder, name))]),
  );
  const wrong: string[] = [];
  for (const [file, { links, loaded }] of pages) {
    const say = (problem: string) => wrong.push(`${file.slice(folder.length + 1)}: ${problem}`);
    for (const address of loaded) {
      if (address.startsWith("data:")) continue;
      if (isElsewhere(address)) say(`loads ${address}`);
      else if (!existsSync(join(dirname(file), address.replace(/[?#].*$/, ""))))
        say(`loads ${address}, which is not there`);
    }
    for (const link of links) {
      if (link.startsWith("/")) say(`the link ${link} depends on where the site lies`);
      else if (!isElsewhere(link) && !leadsSomewhere(link, file, pages)) say(`the link ${link} is dead`);
    }
  }
  for (const name of names.filter((one) => one.endsWith(".css"))) {
    for (const address of attributes(readFileSync(join(folder, name), "utf8"), /url\(["']?([^"')]+)/g)) {
      if (isElsewhere(address) && !address.startsWith("data:")) wrong.push(`${name} loads ${address}`);
    }
  }
  if (wrong.length > 0)
    throw new Error(`${wrong.length} things are wrong with the site:\n${wrong.slice(0, 50).join("\n")}`);
  console.log(`${pages.size} pages: all links lead somewhere, and nothing is loaded from elsewhere`);
}

const isElsewhere = (address: string) => /^([a-z]+:|\/\/)/i.test(address);

function leadsSomewhere(link: string, from: string, pages: ReadonlyMap<string, Page>): boolean {
  const [path, anchor] = link.split("#").map(decodeURIComponent);
  const wanted = path === "" ? from : join(dirname(from), path);
  const file = existsSync(wanted) && statSync(wanted).isDirectory() ? join(wanted, "index.html") : wanted;
  const page = pages.get(file);
  if (page === undefined) return existsSync(file);
  // `#data=xor` is no place in a page but what its playground is set to.
  return anchor === undefined || anchor === "" || anchor.includes("=") || page.anchors.has(anchor);
}
