import { type Command, InvalidArgumentError } from "commander";
import type { EvaluateCommandOptions } from "./commands/evaluate.ts";
import type { PredictCommandOptions } from "./commands/predict.ts";
import type { ReportCommandOptions } from "./commands/report.ts";

/*
 * The commands that need models, trainings or figures. What does their work is loaded when one of them runs: `inspect` would
 * wait for it, too.
 */

const JSON_OPTION = ["--json", "print JSON instead of text"] as const;
const DATA = "A file is npy, npz, safetensors, PyTorch's, .mat or a table of numbers as CSV; FILE#NAME is one array or column of it."; // biome-ignore format: a text

/** Adds them. */
export function addModelCommands(add: (name: string) => Command): void {
  withModel(add("evaluate <module>"))
    .description(`compute loss and metrics of the model that a file of JavaScript or TypeScript exports. ${DATA}`)
    .requiredOption("-x, --x <file>", "the inputs; again for a model that takes several", collect)
    .requiredOption("-y, --y <file>", "the targets")
    .option("--loss <name>", "a loss of @gradiente/nn, such as crossEntropyLoss; default: the export `loss`")
    .option("--metrics <names>", "metrics of @gradiente/train, such as accuracy,confusionMatrix; default: the export `metrics`") // biome-ignore format: a text
    .option("--threshold <number>", "the score above which class 1 is predicted; 0 for logits (default: 0.5)", number) // biome-ignore format: a text
    .option(...JSON_OPTION)
    .action(async (module: string, options: EvaluateCommandOptions) => {
      const { evaluate } = await import("./commands/evaluate.ts");
      await evaluate(module, options);
    });
  withModel(add("predict <module>"))
    .description(`compute what such a model gives, as rows of text or into a file. ${DATA}`)
    .requiredOption("-x, --x <file>", "the inputs; again for a model that takes several", collect)
    .option("-o, --output <file>", "a file for the predictions, in the format that its name ends in")
    .option("--classes", "the most likely class of each sample instead of the scores")
    .option("--threshold <number>", "with --classes: the score above which it is class 1 (default: 0.5)", number) // biome-ignore format: a text
    .option(...JSON_OPTION)
    .action(async (module: string, options: PredictCommandOptions) => {
      const { predict } = await import("./commands/predict.ts");
      await predict(module, options);
    });
  add("report <run>")
    .description("make one page of HTML of a run: a directory of ModelCheckpoint, or one checkpoint. With a model and data, it shows what is confused with what") // biome-ignore format: a text
    .option("-o, --output <file>", "the page (default: report.html in the directory)")
    .option("--model <module>", "the file that exports the model; its weights are those of the run")
    .option("--export <name>", "the name of the export")
    .option("--best", "the best checkpoint instead of the newest")
    .option("-x, --x <file>", "with --model: the inputs", collect)
    .option("-y, --y <file>", "with --model: the targets")
    .option("--class-names <names>", "the names of the classes, as in cat,dog")
    .option("--image-shape <size>", "that flat inputs are images, as in 28x28")
    .option("--threshold <number>", "the score above which class 1 is predicted; 0 for logits (default: 0.5)", number) // biome-ignore format: a text
    .option(...JSON_OPTION)
    .action(async (run: string, options: ReportCommandOptions) => {
      const { report } = await import("./commands/report.ts");
      await report(run, options);
    });
}

function withModel(command: Command): Command {
  return command
    .option("--export <name>", "the name of the export (default: default, model, or the only one)")
    .option("-w, --weights <path>", "a file of weights, a checkpoint, or the directory of a run (default: those that the model has)") // biome-ignore format: a text
    .option("--best", "of a directory: the best checkpoint instead of the newest")
    .option("--batch-size <number>", "the samples that are computed at once (default: 256)", whole);
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function number(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number.");
}

function whole(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number above 0.");
}
