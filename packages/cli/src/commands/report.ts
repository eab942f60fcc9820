import { basename, join } from "node:path";
import { type Block, learningCurves, report as pageOf } from "@gradiente/plot";
import { loadModule } from "../model/load-module.ts";
import { load, ofState } from "../model/load-weights.ts";
import { ModelError, withUsersCode } from "../model/model-error.ts";
import { isTensor, outputShape, outputsOf } from "../model/outputs.ts";
import { readInputs, readTargets } from "../model/read-data.ts";
import { print, UsageError } from "../program.ts";
import {
  ending,
  environmentBlocks,
  figuresTable,
  seedsTable,
  setupTable,
  weightsTable,
} from "../report/about.ts";
import { imagesBlocks } from "../report/images.ts";
import { predictionBlocks } from "../report/predictions.ts";
import { type FoundRun, readRun } from "../report/run.ts";
import { json, printable } from "../show/text.ts";

/** Options of `report`, as the command line has them. */
export interface ReportCommandOptions {
  readonly output?: string;
  readonly model?: string;
  readonly export?: string;
  readonly best?: true;
  readonly x?: readonly string[];
  readonly y?: string;
  readonly classNames?: string;
  readonly imageShape?: string;
  readonly threshold?: number;
  readonly json?: true;
}

/** Makes one page of HTML of a run. */
export async function report(path: string, options: ReportCommandOptions): Promise<void> {
  const imageShape = imageShapeOf(options.imageShape);
  checkTogether(options);
  const run = await readRun(path, options.best === true);
  const { state, starts, images } = run;
  const { history } = state;
  const title = basename(run.path) || basename(run.folder);
  const predictions =
    options.model === undefined ? [] : await predicted(run, options.model, options, imageShape);
  const blocks: Block[] = [
    ...(history.length === 0
      ? ["No epoch is over."]
      : [learningCurves(history.curves), figuresTable(history)]),
    ...(predictions.length > 0 ? [{ heading: "Predictions" }, ...predictions] : []),
    ...imagesBlocks(images),
    { heading: "Environment" },
    ...environmentBlocks(starts),
    { heading: "Seeds" },
    seedsTable(state.random),
    ...(state.setup === undefined ? [] : [{ heading: "Set-up" }, setupTable(state.setup)]),
    { heading: "Weights" },
    weightsTable(state.model),
  ];
  const output = options.output ?? join(run.folder, "report.html");
  if (!output.endsWith(".html")) throw new UsageError(`--output ${output}: the name of a page ends in .html`);
  await pageOf(blocks, { title, summary: ending(state) }).save(output);
  if (options.json) {
    print(json({ run: path, output, epochs: history.length, predictions: predictions.length > 0, environment: starts !== undefined })); // biome-ignore format: a line
    return;
  }
  print(`${printable(output)}: ${history.length} epochs`);
  if (starts === undefined) print("what it ran on was not written down; EnvironmentLog of @gradiente/train/node does"); // biome-ignore format: a line
}

/** What the model of the run makes of data. */
async function predicted(
  { path, state }: FoundRun,
  file: string,
  options: ReportCommandOptions,
  imageShape: readonly [number, number] | undefined,
): Promise<Block[]> {
  const module = await loadModule(file, options.export);
  load(module, ofState(path, state));
  const { model } = module;
  const [xs, ys] = [options.x as readonly string[], options.y as string];
  const { x, samples } = await readInputs({ x: xs, y: ys }, model);
  const target = await readTargets(ys, samples, await outputShape(file, model, x), model);
  const prediction = await outputsOf(file, model, x);
  if (!isTensor(prediction)) {
    throw new ModelError(`${file}: it gives several tensors, and a report is of the predictions in one`);
  }
  const classNames = options.classNames?.split(",").map((name) => name.trim());
  return withUsersCode(file, "comparing predictions and targets", () =>
    predictionBlocks({
      x: isTensor(x as never) ? (x as never) : undefined,
      prediction,
      target,
      threshold: options.threshold ?? 0.5,
      classNames,
      imageShape,
    }),
  );
}

function checkTogether({ model, x, y, ...others }: ReportCommandOptions): void {
  const given = { "--x": x, "--y": y };
  const missing = Object.entries(given).filter(([, value]) => value === undefined);
  if (model !== undefined && missing.length > 0)
    throw new UsageError(`--model: its predictions need ${missing.map(([name]) => name).join(" and ")} too`);
  const ofModel = { ...given, "--export": others.export, "--class-names": others.classNames, "--image-shape": others.imageShape, "--threshold": others.threshold }; // biome-ignore format: pairs
  const [alone] = Object.entries(ofModel).filter(([, value]) => value !== undefined);
  if (model === undefined && alone !== undefined)
    throw new UsageError(`${alone[0]} goes with --model: which file exports the model?`);
}

function imageShapeOf(text: string | undefined): readonly [number, number] | undefined {
  if (text === undefined) return undefined;
  const [, height, width] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text) ?? [];
  if (width === undefined)
    throw new UsageError(`--image-shape ${text}: it must be height x width, as in 28x28`);
  return [Number(height), Number(width)];
}
