// Makes the weights of the site's playground anew: trains on MNIST and writes them to site/playground/weights.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { command, print, UsageError } from "@gradiente/cli/program";
import { loadMnist, type Mnist } from "@gradiente/datasets";
import { writeFileAtomically } from "@gradiente/files";
import { ProgressBar } from "@gradiente/train/node";
import { makeFolder, runProgram } from "../kit/command-line.ts";
import { wholeNumber } from "../kit/whole-number.ts";
import { trainCode } from "./train-code.ts";
import { trainDigits } from "./train-digits.ts";
import type { WeightsOptions } from "./weights-options.ts";

const weights = fileURLToPath(new URL("../../../site/playground/weights", import.meta.url));

interface Network {
  readonly train: (digits: Mnist, options: WeightsOptions) => Promise<Uint8Array>;
  readonly epochs: number;
}

const networks: Readonly<Record<string, Network>> = {
  digit: { train: trainDigits, epochs: 6 },
  code: { train: trainCode, epochs: 20 },
};

interface Options {
  readonly epochs?: number;
  readonly limit?: number;
  readonly out: string;
}

const program = command("weights")
  .description(`Trains the networks of the playground on MNIST: ${Object.keys(networks).join(", ")}.`)
  .argument("[networks...]", "their names (default: all)")
  .option("--epochs <number>", "the number of epochs", wholeNumber(1))
  .option("--limit <number>", "the number of training images to use", wholeNumber(1))
  .option("--out <folder>", "where the files go", weights)
  .action(async (names: readonly string[], { epochs, limit, out }: Options) => {
    const unknown = names.find((name) => !Object.hasOwn(networks, name));
    if (unknown !== undefined) throw new UsageError(`there is no network called ${unknown}`);
    await makeFolder("--out", out);
    const digits = await loadMnist({ limit: { train: limit } });
    for (const name of names.length > 0 ? names : Object.keys(networks)) {
      const network = networks[name];
      const callbacks = [new ProgressBar()];
      const bytes = await network.train(digits, { epochs: epochs ?? network.epochs, callbacks });
      await writeFileAtomically(join(out, `${name}.safetensors`), bytes);
      print(`${join(out, `${name}.safetensors`)}: ${bytes.length} bytes`);
    }
  });
await runProgram(async () => void (await program.parseAsync(process.argv)));
