import type { Tensor } from "@gradiente/core";
import { checkArgument, optionsOf } from "@gradiente/core/arguments";
import { aFileName, someBytes } from "@gradiente/core/elements";
import { failing, shortened, within } from "../format-error.ts";
import { DEFAULT_LIMIT, UNPACK, type UnpackOptions } from "../limit.ts";
import { flatten, type PlainValue } from "./flatten.ts";
import { legacySource } from "./legacy.ts";
import { Storages } from "./storages.ts";
import { zippedSource } from "./zipped.ts";

/** What a file of PyTorch holds. */
export interface PyTorchFile {
  /** The tensors by name, in the order of the file. In dictionaries of dictionaries, names are joined: `model.0.weight`. */
  readonly tensors: Map<string, Tensor>;
  /** Numbers and text beside them, by name: those of a checkpoint. A whole number that a double cannot hold is a bigint. */
  readonly values: Map<string, PlainValue>;
}

/**
 * What `torch.save` has written, also before PyTorch 1.6: a state dict, or a checkpoint of dictionaries and lists with tensors, numbers and text.
 * No code in the file is ever run: it may name tensors, parameters, storages, dtypes, devices, sizes and ordered dictionaries,
 * and anything else is refused by its name.
 *
 * Dtypes become what `decodeSafetensors` makes of them: bfloat16 and float16 are widened to float32, integers have to fit
 * int32. Tensors that share a storage, as tied weights do, share it here too. A file that is a single tensor has the name
 * `tensor`.
 *
 * @param file the name of the file, for errors. Default: "pytorch".
 * @throws FormatError that names what is wrong: a class that is not allowed, the format of TorchScript or of
 * PyTorch before 0.4, an archive that is damaged or would unpack to more bytes than the limit, a tensor that reaches beyond its
 * storage. All is checked before anything is allocated for it.
 * @example
 * import { readFileSync } from "node:fs";
 * import { decodePyTorch } from "@gradiente/formats";
 *
 * const load = (path: string) => decodePyTorch(readFileSync(path), path).tensors;
 * typeof load; // "function"
 */
export function decodePyTorch(bytes: Uint8Array, file = "pytorch", options?: UnpackOptions): PyTorchFile {
  checkArgument("decodePyTorch", "the bytes", bytes, someBytes);
  checkArgument("decodePyTorch", "the file", file, aFileName);
  const { limit = DEFAULT_LIMIT } = optionsOf("decodePyTorch", options, UNPACK);
  const fail = failing(file);
  const { root, pickled, isBigEndian, storagesFor } =
    bytes[0] === 0x80 ? legacySource(bytes, fail) : zippedSource(bytes, limit, fail);
  const { tensors, values } = flatten(root, 4 * pickled + 1000, fail);
  const storages = new Storages(storagesFor(tensors.values()), { isBigEndian, mostCopied: 4 * bytes.length });
  const made = [...tensors].map(([name, stored]): [string, Tensor] => [
    name,
    storages.tensorOf(stored, within(fail, `tensor '${shortened(name)}'`)),
  ]);
  return { tensors: new Map(made), values };
}
