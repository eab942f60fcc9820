import type { Comparison, Row } from "../../../tooling/examples/comparisons.ts";

/* The tables of the pages "Coming from". */

const marker = /^<!-- table: (.+) -->$/gm;

/** A text in the language of a page. */
type Say = (english: string) => string;

const beginning = "The rows stand for programs that begin with these lines:";

/** What is said beside the code, each text once. */
export function textsOf({ checked, sections }: Comparison): string[] {
  const remarks = Object.values(sections).flatMap((rows) => rows.map(([, , remark = ""]) => remark));
  return [...new Set([checked, beginning, ...remarks])].filter((text) => text !== "");
}

/**
 * A page with its tables where it says `<!-- table: Losses -->`, and `<!-- given -->` for what stands before all rows.
 *
 * @param say - What is said beside the code, in the language of the page. Default: as it is.
 * @throws Error if a table is missing in the page, or is not there.
 */
export function withTables(
  text: string,
  name: string,
  comparison: Comparison,
  say: Say = (english) => english,
): string {
  const wanted = [...text.matchAll(marker)].map(([, title]) => title);
  const there = Object.keys(comparison.sections);
  const wrong = [
    ...there.filter((title) => !wanted.includes(title)),
    ...wanted.filter((title) => !there.includes(title)),
  ];
  if (wrong.length > 0) throw new Error(`the page and the table of ${name} differ: ${wrong.join(", ")}`);
  return text
    .replace("<!-- given -->", () => given(comparison, name, say))
    .replace(marker, (_, title) => table(comparison.sections[title], name, say));
}

function given({ theirs, ours, checked }: Comparison, name: string, say: Say): string {
  const language = theirs.some((line) => line.startsWith("const ")) ? "js" : "py";
  // The same lines are part of each row when it is run.
  return [
    say(checked),
    say(beginning),
    `::: code-group\n\`\`\`${language} [${name}]\n${theirs.join("\n")}\n\`\`\`\n\`\`\`js [Gradiente]\n${ours.join("\n")}\n\`\`\`\n:::`,
  ].join("\n\n");
}

function table(rows: readonly Row[], name: string, say: Say): string {
  const lines = rows.map(
    ([theirs, ours, remark = ""]) =>
      `| ${code(theirs)} | ${ours === null ? "" : code(ours)} | ${say(remark)} |`,
  );
  return [`| ${name} | Gradiente | |`, "| --- | --- | --- |", ...lines].join("\n");
}

const code = (text: string) => `\`${text.replaceAll("|", "\\|")}\``;
