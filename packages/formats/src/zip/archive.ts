import { inflateSync } from "fflate";
import { type Fail, shortened } from "../format-error.ts";
import { crc32 } from "./crc32.ts";
import { readDirectory, type ZipPart } from "./directory.ts";

/** A zip file whose directory has been checked. */
export class Archive {
  readonly parts: ReadonlyMap<string, ZipPart>;
  readonly #bytes: Uint8Array;
  readonly #fail: Fail;

  /** @throws what `fail` makes, for a directory that is damaged, or more than `limit` bytes unpacked. */
  constructor(bytes: Uint8Array, limit: number, fail: Fail) {
    this.parts = new Map(readDirectory(bytes, limit, fail).map((part) => [part.name, part]));
    this.#bytes = bytes;
    this.#fail = fail;
  }

  /** The unpacked bytes of a part: of a stored one, a view. @throws what `fail` makes, if they are damaged. */
  read(part: ZipPart): Uint8Array {
    const packed = this.#bytes.subarray(part.start, part.end);
    const unpacked = part.isDeflated ? this.#inflate(packed, part) : packed;
    if (crc32(unpacked) === part.crc) return unpacked;
    throw this.#fail(
      `'${shortened(part.name)}' is not as it was written, for its checksum is another; take another copy`,
    );
  }

  #inflate(packed: Uint8Array, { name, size }: ZipPart): Uint8Array {
    let unpacked: Uint8Array;
    try {
      // One byte more, so that data beyond the announced size show.
      unpacked = inflateSync(packed, { out: new Uint8Array(size + 1) });
    } catch (cause) {
      throw this.#fail(
        `'${shortened(name)}' cannot be unpacked (${String(cause)}); the archive is damaged`,
        cause,
      );
    }
    if (unpacked.length !== size) {
      throw this.#fail(`'${shortened(name)}' does not unpack to the ${size} bytes that the directory says`);
    }
    return unpacked;
  }
}
