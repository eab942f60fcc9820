import { decodeText } from "@gradiente/core/elements";
import { type Fail, shortened } from "../format-error.ts";
import { Archive } from "../zip/archive.ts";
import { LONGEST_PICKLE, type Source } from "./source.ts";
import { unpickle } from "./unpickle.ts";

/*
 * What torch.save writes since PyTorch 1.6: a zip file with a folder in it, in which `data.pkl` says what there is, and
 * `data/0`, `data/1` and so on are storages. `byteorder`, from PyTorch 2.1 on, says how their numbers lie.
 */

/** @throws what `fail` makes, if the archive is damaged, unpacks to more than the limit, or is not PyTorch's. */
export function zippedSource(bytes: Uint8Array, limit: number, fail: Fail): Source {
  const archive = new Archive(bytes, limit, fail);
  const folder = folderOf(archive, fail);
  const pickle = part(archive, `${folder}/data.pkl`, fail);
  if (pickle.size > LONGEST_PICKLE) {
    throw fail(
      `its pickle has ${pickle.size} bytes, and ${LONGEST_PICKLE} are allowed; are all tensors in storages?`,
    );
  }
  const pickled = archive.read(pickle);
  return {
    root: unpickle(pickled, fail),
    pickled: pickled.length,
    isBigEndian: isBigEndian(archive, folder, fail),
    storagesFor: () => (key, failTensor) => archive.read(part(archive, `${folder}/data/${key}`, failTensor)),
  };
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
