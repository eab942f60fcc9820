import { InvalidArgumentError, Option } from "commander";
import { convert } from "./commands/convert.ts";
import { diff } from "./commands/diff.ts";
import { doctor } from "./commands/doctor.ts";
import { inspect } from "./commands/inspect.ts";
import { addModelCommands } from "./model-commands.ts";
import { command } from "./program.ts";
import { paintFor } from "./show/text.ts";
import { version } from "./version.ts";

const JSON_OPTION = ["--json", "print JSON instead of text"] as const;

/** A number from 0. */
function tolerance(text: string): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (number >= 0) return number;
  throw new InvalidArgumentError("It must be a number, 0 or more.");
}

/**
 * The command `gradiente` with these arguments, for {@link runProgram}: it prints, and throws what goes wrong.
 *
 * @param args what stands behind the command, as in `["inspect", "model.pt"]`.
 * @example
 * ```ts no-run
 * await gradiente(["inspect", "model.safetensors"]); // as on the command line
 * ```
 */
export async function gradiente(args: readonly string[]): Promise<void> {
  const paint = paintFor(process.stdout, process.env);
  const program = command("gradiente")
    .description("Looks into files of tensors, converts and compares them, evaluates models and shows runs. Formats: safetensors, npy, npz, PyTorch's state dicts (read only), MATLAB's .mat, CSV, Parquet tables, and model.json of TensorFlow.js (read only).") // biome-ignore format: a text
    .version(version, "--version", "print the version")
    .showSuggestionAfterError();
  const add = (name: string) => program.command(name).exitOverride().copyInheritedSettings(program);
  add("inspect <file>")
    .description("show names, dtypes, shapes, ranges, NaN counts and histograms of the tensors in a file")
    .option(...JSON_OPTION)
    .action((file, options) => inspect(file, options, paint));
  add("convert <from> <to>")
    .description("write the tensors of a file in the format that the other name ends in")
    .addOption(new Option("--dtype <dtype>", "16 bits for floating tensors").choices(["float16", "bfloat16"]))
    .option("--compress", "deflate an npz file")
    .option("--only <name>", "one tensor alone, for npy and csv")
    .option(...JSON_OPTION)
    .action((from, to, options) => convert(from, to, options));
  add("diff <first> <second>")
    .description("say which tensors of two files differ, and by how much; the exit code is 1 if any does")
    .option("--atol <number>", "a difference that counts as none", tolerance, 0)
    .option("--rtol <number>", "the same, as a share of the second number", tolerance, 0)
    .option(...JSON_OPTION)
    .action((first, second, options) => diff(first, second, options, paint));
  addModelCommands(add);
  add("doctor")
    .description("say what Gradiente runs on here: backend, vector instructions, threads, versions")
    .option(...JSON_OPTION)
    .action((options) => doctor(options, paint));
  await program.parseAsync([...args], { from: "user" });
}
