import { found, isPlain } from "@gradiente/core/arguments";

const WAY = "metrics are an object of metrics by name, such as { accuracy: accuracy() }";

/** @throws TypeError unless these are metrics by name. It says what was probably meant. */
export function checkMetrics(owner: string, metrics: unknown): void {
  if (typeof metrics === "string" || typeof metrics === "function" || isMetric(metrics)) {
    throw new TypeError(`${owner}: ${WAY}, not ${described(metrics)}; did you mean ${named(metrics)}?`);
  }
  if (Array.isArray(metrics)) {
    const meant = metrics.length === 0 ? "{}" : named(metrics[0]);
    throw new TypeError(`${owner}: ${WAY}, not an array; did you mean ${meant}?`);
  }
  if (typeof metrics !== "object" || metrics === null || !isPlain(metrics)) {
    throw new TypeError(`${owner}: ${WAY}, not ${found(metrics)}`);
  }
  for (const [name, metric] of Object.entries(metrics)) checkMetric(owner, `metrics.${name}`, metric, name);
}

/** @throws TypeError unless this is a metric. It says what was probably meant. */
export function checkMetric(owner: string, what: string, metric: unknown, name = "metric"): void {
  if (isMetric(metric)) return;
  const way =
    typeof metric === "function"
      ? `; did you mean ${metric.name || name}()?`
      : "; make one with a function such as accuracy(), or with metric({ ... })";
  throw new TypeError(`${owner}: ${what} must be a metric, not ${found(metric)}${way}`);
}

function isMetric(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const parts = value as Readonly<Record<string, unknown>>;
  return ["update", "value", "reset"].every((name) => typeof parts[name] === "function");
}

function described(value: unknown): string {
  return isMetric(value) ? "one metric" : found(value);
}

/** A metric, a function that makes one or the name of one, as it should be handed in. */
function named(value: unknown): string {
  if (typeof value === "string" && value !== "") return `{ ${value}: ${value}() }`;
  if (typeof value === "function" && value.name !== "") return `{ ${value.name}: ${value.name}() }`;
  return "{ accuracy: accuracy() }";
}
