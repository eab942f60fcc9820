import { type Report, report } from "@gradiente/plot";
import type { Experiment, Outcome } from "./experiment.ts";
import type { Result } from "./perform.ts";
import { measureRows } from "./table.ts";

/** A page of a run: its measures, its notes, its figures with what to see in them, and on what it was made, by name. */
export function pageOf(
  experiment: Experiment,
  result: Result,
  figures: Outcome["figures"],
  environment: Readonly<Record<string, string>>,
): Report {
  const { id, title, data, reference } = experiment;
  const { seed, epochs, seconds, backend, notes, interrupted, quick } = result;
  const [columns, ...rows] = measureRows(experiment, result);
  const run = [
    `seed ${seed}`,
    ...(experiment.epochs === undefined ? [] : [`${epochs} ${epochs === 1 ? "epoch" : "epochs"}`]),
    `${seconds.toFixed(1)} s on the ${backend} backend`,
    ...(quick ? ["quick: it only shows that it works"] : []),
    ...(interrupted ? ["interrupted"] : []),
  ];
  return report(
    [
      `Reference: ${reference}.`,
      { table: { columns, rows, caption: run.join(", ") } },
      ...notes,
      ...Object.values(figures).map(({ figure, see }) => ({ figure, caption: see })),
      { heading: "Run" },
      { table: { columns: ["made with", ""], rows: Object.entries(environment) } },
    ],
    { title: `${id.toUpperCase()}. ${title}`, summary: `Data: ${data}.` },
  );
}
