import type { Tensor } from "@gradiente/core";
import { checkArgument, optionsOf } from "@gradiente/core/arguments";
import { aFileName, decodeText, someBytes } from "@gradiente/core/elements";
import { type Fail, failing, shortened, within } from "../format-error.ts";
import { DEFAULT_LIMIT, UNPACK, type UnpackOptions } from "../limit.ts";
import { Archive } from "../zip/archive.ts";
import { flatten, type PlainValue } from "./flatten.ts";
import { Storages } from "./storages.ts";
import { unpickle } from "./unpickle.ts";

/*
 * What torch.save writes since PyTorch 1.6: a zip file with a folder in it, in which `data.pkl` says what there is, and
 * `data/0`, `data/1` and so on are storages. `byteorder`, from PyTorch 2.1 on, says how their numbers lie.
 */

/** What a file of PyTorch holds. */
export interface PyTorchFile {
  /** The tensors by name, in the order of the file. In dictionaries of dictionaries, names are joined: `model.0.weight`. */
  readonly tensors: Map<string, Tensor>;
  /** Numbers and text beside them, by name: those of a checkpoint. A whole number that a double cannot hold is a bigint. */
  readonly values: Map<string, PlainValue>;
}

/** The most bytes of a pickle, whose values take far more room than it does. */
const LONGEST_PICKLE = 2 ** 24;

/**
 * What `torch.save` has written: a state dict, or a checkpoint of dictionaries and lists with tensors, numbers and text.
 * No code in the file is ever run: it may name tensors, parameters, storages, dtypes, sizes and ordered dictionaries, and
 * anything else is refused by its name.
 *
 * Dtypes become what `decodeSafetensors` makes of them: bfloat16 and float16 are widened to float32, integers have to fit
 * int32. Tensors that share a storage, as tied weights do, share it here too. A file that is a single tensor has the name
 * `tensor`.
 *
 * @param file the name of the file, for errors. Default: "pytorch".
 * @throws FormatError that names what is wrong: a class that is not allowed, the format of PyTorch before 1.6 or of
 * TorchScript, an archive that is damaged or would unpack to more bytes than the limit, a tensor that reaches beyond its
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
  if (bytes[0] === 0x80) {
    throw fail(
      "it is a bare pickle, such as PyTorch wrote before 1.6; load it there, and save it again with torch.save",
    );
  }
  const archive = new Archive(bytes, limit, fail);
  const folder = folderOf(archive, fail);
  const pickle = part(archive, `${folder}/data.pkl`, fail);
  if (pickle.size > LONGEST_PICKLE) {
    throw fail(
      `its pickle has ${pickle.size} bytes, and ${LONGEST_PICKLE} are allowed; are all tensors in storages?`,
    );
  }
  const pickled = archive.read(pickle);
  const { tensors, values } = flatten(unpickle(pickled, fail), 4 * pickled.length + 1000, fail);
  const read = (key: string, failTensor: Fail) =>
    archive.read(part(archive, `${folder}/data/${key}`, failTensor));
  const storages = new Storages(read, {
    isBigEndian: isBigEndian(archive, folder, fail),
    mostCopied: 4 * bytes.length,
  });
  const made = [...tensors].map(([name, stored]): [string, Tensor] => [
    name,
    storages.tensorOf(stored, within(fail, `tensor '${shortened(name)}'`)),
  ]);
  return { tensors: new Map(made), values };
}

function folderOf({ parts }: Archive, fail: Fail): string {
  const names = [...parts.keys()];
  if (names.some((name) => name.endsWith("/constants.pkl"))) {
    throw fail("it is a module of TorchScript, with code; in PyTorch, save its state_dict() with torch.save");
  }
  const [name, another] = names.filter((each) => each.split("/").length === 2 && each.endsWith("/data.pkl"));
  if (name !== undefined && another === undefined) return name.slice(0, -"/data.pkl".length);
  throw fail("it has no data.pkl in a folder, as files of torch.save have");
}

function part({ parts }: Archive, name: string, fail: Fail) {
  const found = parts.get(name);
  if (found === undefined) throw fail(`there is no '${shortened(name)}' in the archive`);
  return found;
}

function isBigEndian(archive: Archive, folder: string, fail: Fail): boolean {
  const found = archive.parts.get(`${folder}/byteorder`);
  if (found === undefined) return false;
  if (found.size <= "little".length) {
    const order = decodeText("decodePyTorch", archive.read(found));
    if (order === "little" || order === "big") return order === "big";
  }
  throw fail("its byteorder is neither little nor big; it is damaged");
}
