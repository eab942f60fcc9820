import { resolve } from "node:path";
import { checkArgument } from "@gradiente/core/arguments";
import { appendInFull, writeFileAtomically } from "@gradiente/files";
import type { Callback, EpochRecord, Run } from "@gradiente/train";
import { aPath } from "./paths.ts";

/** The text of records in a log. */
interface LineFormat {
  /** The lines before the first record. */
  head(record: EpochRecord): string;
  /** The line of one record. `names` are those of its values, in the order of the first record. */
  line(record: EpochRecord, names: readonly string[]): string;
}

/** Writes a line after each epoch. Each training starts a new file, which begins with the epochs of a resumed training. */
class EpochLog implements Callback {
  /** The file, as an absolute path: no other callback of a training may write it. */
  readonly writes: string;
  readonly #file: string;
  readonly #format: LineFormat;
  /** The names of the values in the first record, once there is one: later ones may have another order. */
  #names: readonly string[] | undefined;

  constructor(owner: string, file: string, format: LineFormat) {
    checkArgument(owner, "the file", file, aPath);
    this.writes = resolve(file);
    this.#file = file;
    this.#format = format;
  }

  async onTrainBegin({ history }: Run): Promise<void> {
    this.#names = undefined;
    await writeFileAtomically(this.#file, history.epochs.map((record) => this.#lines(record)).join(""));
  }

  onEpochEnd(_run: Run, record: EpochRecord): Promise<void> {
    return appendInFull(this.#file, this.#lines(record));
  }

  #lines(record: EpochRecord): string {
    const head = this.#names === undefined ? this.#format.head(record) : "";
    this.#names ??= Object.keys(record.values);
    return `${head}${this.#format.line(record, this.#names)}\n`;
  }
}

/** A field of a CSV line, quoted if necessary (RFC 4180). */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const csvLine = (fields: readonly (string | number)[]): string => fields.map(csvField).join(",");

/**
 * Writes a CSV table with a header `epoch,seconds,learningRate,loss,...` and one line per epoch. Numbers have all their
 * digits, and NaN is `NaN`. Each training starts a new file, which begins with the epochs of a resumed training.
 *
 * @example
 * ```ts
 * import { moons } from "@gradiente/datasets";
 * import { crossEntropyLoss, Dense } from "@gradiente/nn";
 * import { SGD } from "@gradiente/optim";
 * import { fit } from "@gradiente/train";
 * import { CsvLog } from "@gradiente/train/node";
 *
 * const model = new Dense(2, 2);
 * await fit(model, {
 *   data: moons({ samples: 20, seed: 0 }),
 *   loss: crossEntropyLoss,
 *   optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
 *   epochs: 2,
 *   callbacks: [new CsvLog("runs/log.csv")], // a line for each epoch
 * });
 * ```
 */
export class CsvLog extends EpochLog {
  /**
   * A log in this file.
   *
   * @param file the path of the file. Its folder is created.
   */
  constructor(file: string) {
    super("CsvLog", file, {
      head: ({ values }) => `${csvLine(["epoch", "seconds", "learningRate", ...Object.keys(values)])}\n`,
      line: ({ epoch, seconds, learningRate, values }, names) =>
        csvLine([epoch, seconds, learningRate, ...names.map((name) => values[name])]),
    });
  }
}

/**
 * Writes one JSON object per line and epoch: `{"epoch":1,"seconds":...,"learningRate":...,"loss":...}`. Numbers that are
 * not finite are text. Each training starts a new file, which begins with the epochs of a resumed training.
 *
 * @example
 * ```ts
 * import { moons } from "@gradiente/datasets";
 * import { crossEntropyLoss, Dense } from "@gradiente/nn";
 * import { SGD } from "@gradiente/optim";
 * import { fit } from "@gradiente/train";
 * import { JsonLinesLog } from "@gradiente/train/node";
 *
 * const model = new Dense(2, 2);
 * await fit(model, {
 *   data: moons({ samples: 20, seed: 0 }),
 *   loss: crossEntropyLoss,
 *   optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
 *   epochs: 2,
 *   callbacks: [new JsonLinesLog("runs/log.jsonl")], // an object for each epoch
 * });
 * ```
 */
export class JsonLinesLog extends EpochLog {
  /**
   * A log in this file.
   *
   * @param file the path of the file. Its folder is created.
   */
  constructor(file: string) {
    super("JsonLinesLog", file, {
      head: () => "",
      line: ({ values, ...rest }) =>
        JSON.stringify({ ...rest, ...values }, (_key, value: unknown) =>
          typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
        ),
    });
  }
}
