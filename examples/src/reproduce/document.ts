import { cpus } from "node:os";
import type { Experiment, Measure } from "../kit/experiment.ts";
import { median } from "../kit/median.ts";
import type { Result } from "../kit/perform.ts";
import { describeTarget, formatValue, verdict } from "../kit/target.ts";

/** The text of docs/experiments.md: a table of all measures, then a section per experiment with its notes and figure. */
export function documentOf(
  experiments: readonly Experiment[],
  results: ReadonlyMap<string, readonly Result[]>,
): string {
  const rows = experiments.flatMap((experiment) => rowsOf(experiment, results.get(experiment.id) ?? []));
  const seeds = Math.max(0, ...[...results.values()].map((runs) => runs.length));
  return `# Experiments

What five earlier from-scratch projects did with hand-derived deltas, and what they left for later (F), done with Gradiente. Written by \`pnpm reproduce\`: each row is \`pnpm example <row>\`, over ${seeds} seeds or as many as its section says; ours is the median, with the range in brackets. Seconds are those of a whole run on the backend that stands behind them; other work may have run beside it. ${machine()}.

| row | data | reference | measure | target | ours | |
| --- | --- | --- | --- | --- | --- | --- |
${rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}

${experiments.map((experiment) => section(experiment, results.get(experiment.id) ?? [])).join("\n\n")}
`;
}

/** The machine on which the document was written. */
function machine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? "unknown processor";
  return `${model}, ${cores.length} cores, Node ${process.versions.node}`;
}

function rowsOf(experiment: Experiment, runs: readonly Result[]): string[][] {
  return Object.entries(experiment.measures).map(([name, measure], i) => {
    const values = runs.flatMap(({ measured }) => {
      const value = measured[name];
      return typeof value === "number" ? [value] : [];
    });
    const middle = values.length === 0 ? null : median(values);
    return [
      i === 0 ? `[${experiment.id.toUpperCase()}](#${anchor(experiment)})` : "",
      i === 0 ? experiment.data : "",
      i === 0 ? experiment.reference : "",
      measure.label,
      describeTarget(measure),
      runs.length === 0 ? "not run" : ours(values, middle, measure),
      runs.length === 0 ? "" : verdict(middle, measure),
    ].map((cell) => cell.replaceAll("|", "\\|"));
  });
}

function ours(values: readonly number[], middle: number | null, measure: Measure): string {
  const range = [Math.min(...values), Math.max(...values)].map((value) => formatValue(value, measure));
  const shown = formatValue(middle, measure);
  return middle === null || range[0] === range[1] ? shown : `${shown} (${range.join(" to ")})`;
}

function heading({ id, title }: Experiment): string {
  return `${id.toUpperCase()}. ${title}`;
}

/** The anchor that GitHub makes for a heading. */
function anchor(experiment: Experiment): string {
  return heading(experiment)
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

function section(experiment: Experiment, runs: readonly Result[]): string {
  const { id, title, illustration } = experiment;
  const [first] = runs;
  const parts = [`## ${heading(experiment)}`];
  if (first === undefined) return [...parts, "Not run."].join("\n\n");
  const seconds = median(runs.map((run) => run.seconds));
  const epochs = experiment.epochs === undefined ? "" : `${first.epochs} epochs, `;
  const duration = `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s (${first.backend}), ${runs.length === 1 ? "1 seed" : `${runs.length} seeds`}`;
  parts.push(`\`pnpm example ${id}\`: ${epochs}${duration}.`);
  if (first.notes.length > 0) parts.push(first.notes.map((note) => `- ${note}`).join("\n"));
  const shown = first.figures.find(({ file }) => file === `${illustration}.svg`);
  if (shown !== undefined) parts.push(`![${title}](figures/${id}-${shown.file})`, shown.see);
  return parts.join("\n\n");
}
