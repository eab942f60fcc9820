import { operations } from "../problem.ts";
import { type CaseResult, type Failure, isFailure, type SpeedResult, type Timing } from "../results.ts";
import { baselines } from "../roster.ts";
import { failureList } from "./failures.ts";
import { formatSeconds, significant, table } from "./format.ts";
import { GROWTH_FIGURE } from "./growth.ts";

/** In place of a time: it cannot be done. */
export const NOTHING = "–";
/** In place of a time: something else was computed. */
export const WRONG = "≠";

/** Whose times the others' are divided by. */
export function baselineOf(names: readonly string[]): string | undefined {
  return baselines.find((name) => names.includes(name));
}

/** All contenders' times in one line, as soon as they are there. */
export function caseLine({ name, results }: CaseResult): string {
  const times = results.map((result) => {
    if (isFailure(result)) return `${result.contender} ${NOTHING}`;
    return `${result.contender} ${result.agrees ? formatSeconds(result.seconds) : WRONG}`;
  });
  return `${name}: ${times.join(", ")}`;
}

/** A heading, the times of all cases, and why some are missing. */
export function speedSection({ id, title, cases }: SpeedResult, names: readonly string[]): string {
  const part = names.filter((name) => cases.some((each) => resultOf(each, name) !== undefined));
  if (part.length === 0) return "";
  const parts = [`### ${id.toUpperCase()}: ${title}`, timesTable(cases, part)];
  if (cases.some(({ growth }) => growth !== undefined)) parts.push(`![${title}](${GROWTH_FIGURE})`);
  if (cases.some(({ problem }) => operations(problem) !== undefined)) {
    parts.push("In GFLOP/s:", gflopsTable(cases, part));
  }
  parts.push(failureList(cases.flatMap(({ results }) => results.filter(isFailure))));
  return parts.filter((part) => part !== "").join("\n\n");
}

function resultOf({ results }: CaseResult, name: string): Timing | Failure | undefined {
  return results.find(({ contender }) => contender === name);
}

/** One row a case, one column a contender. */
function casesTable(
  cases: readonly CaseResult[],
  names: readonly string[],
  cell: (timing: Timing, each: CaseResult) => string,
): string {
  const rows = cases.map((each) => [
    each.name,
    ...names.map((name) => {
      const result = resultOf(each, name);
      if (result === undefined || isFailure(result)) return NOTHING;
      return result.agrees ? cell(result, each) : WRONG;
    }),
  ]);
  return table(["", ...names], rows);
}

function timesTable(cases: readonly CaseResult[], names: readonly string[]): string {
  const baseline = baselineOf(names);
  return casesTable(cases, names, ({ contender, seconds }, each) => {
    const time = formatSeconds(seconds);
    const own = baseline === undefined ? undefined : resultOf(each, baseline);
    if (own === undefined || isFailure(own) || !own.agrees || contender === baseline) return time;
    return `${time} (${significant(seconds / own.seconds)})`;
  });
}

function gflopsTable(cases: readonly CaseResult[], names: readonly string[]): string {
  return casesTable(cases, names, ({ seconds }, { problem }) =>
    significant((operations(problem) ?? Number.NaN) / seconds / 1e9),
  );
}
