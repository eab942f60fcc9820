import { resolve } from "node:path";
import { checkArgument } from "@gradiente/core/arguments";
import { checkSaved } from "@gradiente/datasets";
import { FileError, readRegularFile, writeFileAtomically } from "@gradiente/files";
import type { Callback, Run, TrainingStatus } from "@gradiente/train";
import { ENVIRONMENTS, environmentsSchema } from "../../run-schemas.ts";
import { parseSavedJson } from "../../saved-json.ts";
import { aPath } from "../paths.ts";
import { type Environment, environment } from "./environment.ts";

/** A start of a training: a training that is resumed has several. */
export interface TrainingStart extends Environment {
  /** When it began, as ISO 8601 writes it: `2026-01-31T12:00:00.000Z`. */
  readonly begun: string;
  /** When it ended; null while it runs, and for good if the process was killed. */
  readonly ended: string | null;
  /** The number of the epoch that was to come first. */
  readonly fromEpoch: number;
  /** The status of the history at the end; `running` until then. */
  readonly status: TrainingStatus;
}

const MOST_BYTES = 2 ** 26;

/**
 * Writes down on what a training runs, and of which Git commit it is: a JSON file with an entry for each start, so that
 * those of a resumed training stay. {@link loadEnvironmentLog} reads it. `gradiente report` shows it if it is called
 * `environment.json`, in the directory of the {@link ModelCheckpoint}.
 *
 * @example
 * ```ts
 * const model = new Dense(4, 3);
 * await fit(model, {
 *   data: loadIris(),
 *   loss: crossEntropyLoss,
 *   optimizer: new Adam(model.parameters()),
 *   epochs: 5,
 *   callbacks: [
 *     new ModelCheckpoint({ directory: "runs/a" }),
 *     new EnvironmentLog("runs/a/environment.json"),
 *   ],
 *   resume: "runs/a",
 * });
 * ```
 */
export class EnvironmentLog implements Callback {
  /** The file, as an absolute path: no other callback of a training may write it. */
  readonly writes: string;
  readonly #file: string;
  #starts: readonly TrainingStart[] = [];

  /**
   * A log in this file.
   *
   * @param file the path of the file. Its folder is created.
   */
  constructor(file: string) {
    checkArgument("EnvironmentLog", "the file", file, aPath);
    this.writes = resolve(file);
    this.#file = file;
  }

  /** @throws SavedDataError of `@gradiente/datasets` if a training is resumed, and the file is damaged. */
  async onTrainBegin({ history }: Run): Promise<void> {
    const before = history.length > 0 ? await loadEnvironmentLog(this.#file).catch(noneIfMissing) : [];
    const start: TrainingStart = {
      begun: new Date().toISOString(),
      ended: null,
      fromEpoch: history.length + 1,
      status: "running",
      ...(await environment()),
    };
    this.#starts = [...before, start];
    await this.#write();
  }

  async onTrainEnd({ history }: Run): Promise<void> {
    const [start] = this.#starts.slice(-1);
    // If it could not begin, there is nothing to end.
    if (start === undefined) return;
    const ended = { ...start, ended: new Date().toISOString(), status: history.status };
    this.#starts = [...this.#starts.slice(0, -1), ended];
    await this.#write();
  }

  async #write(): Promise<void> {
    const json = { format: ENVIRONMENTS, starts: this.#starts };
    await writeFileAtomically(this.#file, `${JSON.stringify(json, null, 2)}\n`);
  }
}

function noneIfMissing(error: unknown): readonly TrainingStart[] {
  if (error instanceof FileError && error.code === "ENOENT") return [];
  throw error;
}

/**
 * The starts of a training that an {@link EnvironmentLog} has written down, from the first to the last.
 *
 * @throws SavedDataError of `@gradiente/datasets` that names the file and what is wrong in it; FileError of
 * `@gradiente/files` if it cannot be read.
 * @example
 * ```ts
 * const model = new Dense(2, 2);
 * await fit(model, {
 *   data: moons({ samples: 20, seed: 0 }),
 *   loss: crossEntropyLoss,
 *   optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
 *   epochs: 1,
 *   callbacks: [new EnvironmentLog("runs/environment.json")],
 * });
 * (await loadEnvironmentLog("runs/environment.json")).length; // 1
 * ```
 */
export async function loadEnvironmentLog(file: string): Promise<readonly TrainingStart[]> {
  checkArgument("loadEnvironmentLog", "the file", file, aPath);
  const place = { file, writer: "EnvironmentLog" };
  const bytes = await readRegularFile(file, { limit: MOST_BYTES });
  const json = parseSavedJson(Buffer.from(bytes).toString("utf8"), place);
  return checkSaved(environmentsSchema, json, place).starts;
}
