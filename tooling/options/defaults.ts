/** The defaults that the comments of options state, by the name of the option: `Default: 0.1.` */
export function defaultsIn(sources: readonly string[]): Map<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const source of sources) {
    for (const [, comment, name] of source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*readonly (\w+)\?:/g)) {
      const stated = /Default: (.+?)(?:\.\s|\.$|[,;(:])/.exec(`${comment.trim()} `)?.[1];
      if (stated === undefined) continue;
      found.set(name, (found.get(name) ?? new Set()).add(stated.replaceAll("`", "")));
    }
  }
  return found;
}

/** Whether a value, as text, is none of the defaults that options of its name have. */
export function isAway(value: string, defaults: ReadonlySet<string> = new Set()): boolean {
  if (value === "true" || value === "false") return !defaults.has(value) || defaults.size > 1;
  return ![...defaults].some((text) => text === value || (text !== "" && Number(text) === Number(value)));
}
