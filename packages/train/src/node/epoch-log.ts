import { appendInFull, writeFileAtomically } from "@gradiente/files";
import type { Callback, EpochRecord, Run } from "@gradiente/train";

/** How a record becomes a line. */
interface LineFormat {
  /** The lines before the first record. */
  head(record: EpochRecord): string;
  line(record: EpochRecord): string;
}

/** Writes a line after each epoch. The file begins anew with each training, with the epochs of a resumed one. */
class EpochLog implements Callback {
  readonly #file: string;
  readonly #format: LineFormat;
  #isBegun = false;

  constructor(file: string, format: LineFormat) {
    this.#file = file;
    this.#format = format;
  }

  async onTrainBegin({ history }: Run): Promise<void> {
    this.#isBegun = false;
    await writeFileAtomically(this.#file, history.epochs.map((record) => this.#lines(record)).join(""));
  }

  onEpochEnd(_run: Run, record: EpochRecord): Promise<void> {
    return appendInFull(this.#file, this.#lines(record));
  }

  #lines(record: EpochRecord): string {
    const head = this.#isBegun ? "" : this.#format.head(record);
    this.#isBegun = true;
    return `${head}${this.#format.line(record)}\n`;
  }
}

/** A field of a CSV line, quoted where it must be (RFC 4180). */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const csvLine = (fields: readonly (string | number)[]): string => fields.map(csvField).join(",");

/** A table with a line for each epoch: `epoch,seconds,learningRate,loss,...`. Numbers in full digits, NaN as `NaN`. */
export class CsvLog extends EpochLog {
  constructor(file: string) {
    super(file, {
      head: ({ values }) => `${csvLine(["epoch", "seconds", "learningRate", ...Object.keys(values)])}\n`,
      line: ({ epoch, seconds, learningRate, values }) =>
        csvLine([epoch, seconds, learningRate, ...Object.values(values)]),
    });
  }
}

/** A JSON object on a line of its own for each epoch: `{"epoch":1,"seconds":...,"learningRate":...,"loss":...}`. What is not finite is text. */
export class JsonLinesLog extends EpochLog {
  constructor(file: string) {
    super(file, {
      head: () => "",
      line: ({ values, ...rest }) =>
        JSON.stringify({ ...rest, ...values }, (_key, value: unknown) =>
          typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
        ),
    });
  }
}
