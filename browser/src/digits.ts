import { encodeSafetensors } from "@gradiente/core";
import { type Dataset, loadMnist, syntheticDigits } from "@gradiente/datasets";
import { BATCH, BATCHES } from "./program.ts";

/** The digits to train on, as a file: MNIST from `GRADIENTE_DATA`, or else synthetic ones. */
export async function digitsFile(): Promise<Uint8Array> {
  const { x, y } = (await dataset(BATCH * BATCHES)).batch([...Array(BATCH * BATCHES).keys()]);
  return encodeSafetensors(
    new Map([
      ["x", x],
      ["y", y],
    ]),
  );
}

async function dataset(samples: number): Promise<Dataset> {
  if (!process.env.GRADIENTE_DATA) return syntheticDigits({ samples, seed: 0 });
  return (await loadMnist({ limit: samples, download: false })).train;
}
