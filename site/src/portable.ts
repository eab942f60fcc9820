import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "acorn";

/*
 * VitePress wants to know the address that the site will have. Here it gets a placeholder instead, which is replaced by
 * relative links in HTML and CSS, and in scripts by what the page finds out: the folder then works anywhere.
 */

/** What VitePress takes for the address of the site. */
export const placeholder = "/@gradiente-base@/";

/** The variable with the address of the site, in the page. */
const variable = "globalThis.__base";

/**
 * Makes a built site independent of where it lies.
 *
 * @throws Error if the placeholder is left somewhere.
 */
export function makePortable(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.(html|js|css|json)$/.test(path)); // biome-ignore format: one thing
  for (const path of files) {
    const text = readFileSync(join(folder, path), "utf8");
    if (!text.includes(placeholder) && !path.endsWith(".html")) continue;
    const up = relative(join("/", path, ".."), "/");
    const portable = path.endsWith(".js") ? portableScript(text) : path.endsWith(".html") ? portablePage(text, up) : text.replaceAll(placeholder, up === "" ? "./" : `${up}/`); // biome-ignore format: one thing
    if (portable.includes(placeholder)) throw new Error(`${path} still has ${placeholder}`);
    writeFileSync(join(folder, path), portable);
  }
}

/** A page with relative links, and a first script that works out the address of the site. */
function portablePage(html: string, up: string): string {
  const base = up === "" ? "./" : `${up}/`;
  const script = `<script>${variable}=new URL(${JSON.stringify(base)},location.href).pathname</script>`;
  return html.replaceAll(placeholder, base).replace("<head>", `<head>${script}`);
}

/** A script in which each text with the placeholder is put together when it runs. */
export function portableScript(code: string): string {
  let result = "";
  let done = 0;
  for (const node of textsOf(parse(code, { ecmaVersion: "latest", sourceType: "module" }))) {
    const text = code.slice(node.start, node.end);
    if (!text.includes(placeholder)) continue;
    const portable =
      typeof node.value === "string"
        ? `${JSON.stringify(node.value.split(placeholder))}.join(${variable})`
        : text.replaceAll(placeholder, `\${${variable}}`);
    result += code.slice(done, node.start) + portable;
    done = node.end;
  }
  return result + code.slice(done);
}

interface Text {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Of a string: its text. A part of a template has an object. */
  readonly value: unknown;
}

/** The strings and the parts of templates in a tree, in their order. */
function textsOf(node: object): Text[] {
  if (
    "type" in node &&
    (node.type === "TemplateElement" ||
      (node.type === "Literal" && "value" in node && typeof node.value === "string"))
  ) {
    return [node as Text];
  }
  return Object.values(node)
    .flat()
    .filter(
      (child): child is object => typeof child === "object" && child !== null && !(child instanceof RegExp),
    )
    .flatMap(textsOf)
    .sort((a, b) => a.start - b.start);
}
