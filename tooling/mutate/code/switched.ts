import type { Mutant } from "./candidates.ts";

/* One text with many mutants, each behind a switch: `switches.mjs` says which of them are on. */

/** A mutant and its number, which names its switch. */
export interface Numbered {
  readonly number: number;
  readonly mutant: Mutant;
}

/** The text of a file with some of its mutants. Outside of the tests' processes, all switches are off. */
export function switched(text: string, mutants: readonly Numbered[]): string {
  return rewritten(text, 0, text.length, mutants);
}

function rewritten(text: string, start: number, end: number, mutants: readonly Numbered[]): string {
  const outermost = [...mutants].sort(({ mutant: { host: a } }, { mutant: { host: b } }) => {
    return a.start - b.start || b.end - a.end;
  });
  let result = "";
  let at = start;
  for (let next = outermost[0]; next !== undefined; ) {
    const { host } = next.mutant;
    const within = outermost.filter(
      ({ mutant }) => host.start <= mutant.host.start && mutant.host.end <= host.end,
    );
    const here = within.filter(
      ({ mutant }) => mutant.host.start === host.start && mutant.host.end === host.end,
    );
    const inside = within.filter((one) => !here.includes(one));
    const original = rewritten(text, host.start, host.end, inside);
    result += text.slice(at, host.start) + here.reduce((rest, one) => choice(text, rest, one), original);
    at = host.end;
    next = outermost[outermost.indexOf(next) + within.length];
  }
  return result + text.slice(at, end);
}

/** A place where a switch chooses between the code as it is and a mutant. */
function choice(text: string, original: string, { number, mutant }: Numbered): string {
  const { host, start, end, mutated, form } = mutant;
  const other = text.slice(host.start, start) + mutated + text.slice(end, host.end);
  const isOn = `globalThis.mutants?.isOn(${number})`;
  switch (form) {
    case "statement":
      return `{ if (${isOn}) ${other} else ${original} }`;
    case "condition":
      return `((${original}) && !${isOn})`;
    case "value":
      return `(globalThis.mutants ? globalThis.mutants.either(${number}, ${original}, () => ${other}) : ${original})`;
    case "expression":
      return `(${isOn} ? ${other} : ${original})`;
  }
}
