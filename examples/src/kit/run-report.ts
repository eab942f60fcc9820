import { type Block, type Figure, type Report, report } from "@gradiente/plot";

/** What a report tells of a run. */
export interface Run {
  readonly title: string;
  /** How it was started: seed, epochs and so on, by name. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** On what it was made, by name. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was measured: the label, the value, and what became of its target. */
  readonly measured: readonly (readonly [label: string, value: string, verdict: string])[];
  readonly notes: readonly string[];
  /** Curves, confusion matrices, images and so on, by name. */
  readonly figures: Readonly<Record<string, Figure>>;
}

/** A run as one page of HTML that needs no other file. */
export function runReport({ title, settings, environment, measured, notes, figures }: Run): Report {
  const rows = (values: object) => Object.entries(values).map(([name, value]) => [name, String(value)]);
  const blocks: Block[] = [
    { heading: "Measured" },
    { table: { columns: ["measure", "value", "target"], rows: measured } },
    ...notes,
    ...Object.entries(figures).flatMap(([name, figure]): Block[] => [{ heading: words(name) }, figure]),
    { heading: "Run" },
    { table: { columns: ["setting", "value"], rows: [...rows(settings), ...rows(environment)] } },
  ];
  return report(blocks, { title });
}

/** The name of a file in words. */
const words = (name: string) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("-", " ");
