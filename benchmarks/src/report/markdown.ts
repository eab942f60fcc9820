import { isFailure, type MemoryResult, type Results } from "../results.ts";
import { failureList } from "./failures.ts";
import { formatMegabytes, table } from "./format.ts";
import { baselineOf, NOTHING, speedSection, WRONG } from "./speed.ts";
import { verdicts } from "./targets.ts";

/** The report of a run: what it was measured on, the targets, and a table for each workload. */
export function markdown(results: Results): string {
  const names = results.participants.map(({ name }) => name);
  return [
    machineSection(results),
    participantsSection(results),
    targetsSection(results),
    explanation(baselineOf(names)),
    ...results.speed.map((workload) => speedSection(workload, names)),
    ...results.memory.map(memorySection),
  ]
    .filter((section) => section !== "")
    .join("\n\n");
}

function machineSection({ machine, rounds, seconds }: Results): string {
  return [
    `Measured on ${machine.date}, commit ${machine.commit}: ${machine.cpu}, ${machine.cores} cores, `,
    `${machine.memoryGiB} GiB, ${machine.system}; Node ${machine.node} (V8 ${machine.v8}). `,
    `Medians of ${rounds} rounds of ${seconds} s each; in each round all contenders take their turn, `,
    "each in a process of its own. All in float32.",
  ].join("");
}

function participantsSection({ participants, absent }: Results): string {
  const rows = participants.map(({ name, library, version, backend, threads }) => [
    name,
    library,
    version,
    backend,
    String(threads),
  ]);
  return [table(["contender", "library", "version", "backend", "threads"], rows), failureList(absent)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function targetsSection(results: Results): string {
  const rows = verdicts(results).map(({ target, measured, met }) => [
    target,
    measured,
    met ? "yes" : "**no**",
  ]);
  return rows.length === 0 ? "" : `### Targets\n\n${table(["target", "measured", "met"], rows)}`;
}

function explanation(baseline: string | undefined): string {
  const ratio =
    baseline === undefined ? "" : ` Behind each time: how many times as long as ${baseline} it takes.`;
  return `${NOTHING}: cannot do it; why stands below the table. ${WRONG}: computes other numbers than the rest.${ratio}`;
}

function memorySection({ id, title, settled, results }: MemoryResult): string {
  const rows = results.flatMap((result) =>
    isFailure(result)
      ? []
      : [
          [
            result.contender,
            String(result.steps),
            result.settled === null ? NOTHING : formatMegabytes(result.settled),
            formatMegabytes(result.end),
            result.settled === null ? NOTHING : formatMegabytes(result.end - result.settled),
          ],
        ],
  );
  return [
    `### ${id.toUpperCase()}: ${title}`,
    table(["contender", "steps", `after ${settled}`, "at the end", "growth"], rows),
    failureList(results.filter(isFailure)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}
