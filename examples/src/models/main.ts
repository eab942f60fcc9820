import { join } from "node:path";
import { command, print, UsageError } from "@gradiente/cli/program";
import { makeFolder, runProgram } from "../kit/command-line.ts";
import { computeNatively } from "../kit/native.ts";
import { wholeNumber } from "../kit/whole-number.ts";
import { models } from "./full-size.ts";

/* Runs a model at its full size: prints its figures of merit, and draws it. */

interface Options {
  readonly seed: number;
  readonly native: boolean;
}

const program = command("models")
  .description(`Trains one of the models of docs/models.md: ${Object.keys(models).join(", ")}.`)
  .argument("<model>", "its name")
  .option("--seed <number>", "the seed of all random numbers", wholeNumber(0), 0)
  .option("--native", "compute with the kernels of @gradiente/native, not on WebAssembly", false)
  .action(async (name: string, { seed, native }: Options) => {
    if (!Object.hasOwn(models, name)) throw new UsageError(`there is no model called ${name}`);
    if (native) computeNatively();
    const { figures, drawn } = await models[name](seed);
    for (const [label, value] of Object.entries(figures)) print(`${label}: ${value.toPrecision(5)}`);
    await makeFolder("out", join("out", name));
    for (const [file, figure] of Object.entries(drawn)) await figure.save(join("out", name, `${file}.svg`));
  });
await runProgram(async () => void (await program.parseAsync(process.argv)));
