import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { loadCifar10 } from "@gradiente/datasets";
import { mutateBytes } from "../mutate-bytes.ts";
import type { Random } from "../random.ts";
import type { Sample } from "../sample.ts";
import { check, checkSame, type Target } from "../target.ts";

/* The archive of CIFAR-10: as bytes, and in the headers of its files, with right checksums. */

const BLOCK = 512;
const RECORD = 1 + 3 * 32 * 32;

/** A file in an archive, as it is written. */
interface Part {
  readonly header: Uint8Array;
  readonly content: Uint8Array;
}

function part(name: string, labels: readonly number[]): Part {
  const content = Uint8Array.from(
    labels.flatMap((label) => [label, ...new Array(RECORD - 1).fill(label + 7)]),
  );
  const header = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => header.set(Buffer.from(text), at);
  put(0, `cifar-10-batches-bin/${name}`);
  put(100, "0000644");
  put(124, content.length.toString(8).padStart(11, "0"));
  put(156, "0");
  put(257, "ustar\x0000");
  return { header, content };
}

const parts: readonly Part[] = [
  ...[1, 2, 3, 4, 5].map((number) => part(`data_batch_${number}.bin`, [number, 0])),
  part("test_batch.bin", [9]),
];

/** The sum of all bytes, those of the sum itself as blanks: seven digits, which POSIX does not say in another way. */
function summed(header: Uint8Array): Uint8Array {
  const whole = header.slice();
  whole.fill(32, 148, 156);
  const sum = whole.reduce((all, byte) => all + byte, 0);
  whole.set(Buffer.from(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return whole;
}

function archive(all: readonly Part[]): Uint8Array {
  const blocks = all.flatMap(({ header, content }) => [
    summed(header),
    content,
    new Uint8Array(-content.length & (BLOCK - 1)),
  ]);
  return new Uint8Array(Buffer.concat([...blocks, new Uint8Array(2 * BLOCK)]));
}

/** Fields of a header: the name, the size, the kind, the prefix of the name. */
const FIELDS = [[0, 100], [124, 136], [156, 157], [345, 500]] as const; // biome-ignore format: pairs

/** Sizes that an archive may state: of none, of too much, of negative numbers, in base 256, as nothing. */
const SIZES = [
  "00000000000",
  "77777777777",
  "-0000000001",
  "\x80\0\0\0\0\0\0\0\0\0\x0c",
  "",
  "00000006002 ",
  "0x1802",
];

/** Headers that are changed, left out, put twice or in another order; their checksums are right. */
function changedHeaders(random: Random): Uint8Array {
  const changed = [...parts];
  do {
    const at = random.below(changed.length);
    const { header, content } = changed[at];
    const [from, to] = random.pick(FIELDS);
    const next = header.slice();
    const field = random.chance(0.3)
      ? Buffer.from(random.pick(SIZES), "latin1")
      : mutateBytes(header.slice(from, to), random);
    next.fill(0, from, to).set(field.subarray(0, to - from), from);
    const one = { header: next, content: random.chance(0.8) ? content : mutateBytes(content, random) };
    const what = random.pick(["put", "put", "put", "put", "leave out", "repeat"]);
    if (what === "put") changed[at] = one;
    else if (what === "leave out") changed.splice(at, 1);
    else changed.splice(random.below(changed.length), 0, changed[at]);
  } while (changed.length > 0 && random.chance(0.3));
  return archive(changed);
}

/** The archive of CIFAR-10 in a directory, unpacked by gzip and as it is published. */
export function tarTargets({ folder }: Sample): Target[] {
  const directory = join(folder, "cifar");
  mkdirSync(directory, { recursive: true });
  const path = join(directory, "cifar-10-binary.tar.gz");
  const whole = archive(parts);
  const packed = new Uint8Array(gzipSync(whole));
  const read = async (bytes: Uint8Array, most = bytes.length) => {
    writeFileSync(path, bytes);
    const { train, test } = await loadCifar10({ directory });
    check("more images than bytes", (train.size + test.size) * RECORD <= most);
    for (const images of [train, test]) {
      const { x, y } = images.batch(Array.from({ length: images.size }, (_, at) => at));
      checkSame("the shape", [...x.shape], [images.size, 3, 32, 32]);
      check(
        "a class beyond 9",
        y.toTypedArray().every((label) => label >= 0 && label <= 9),
      );
      check(
        "a level beyond 1",
        x.toTypedArray().every((level) => level >= 0 && level <= 1),
      );
    }
  };
  return [
    {
      name: "archive of CIFAR-10, bytes",
      told: directory,
      // Few are packed: a buffer of the size of the real archive takes its time.
      mutant: (random) => () =>
        read(mutateBytes(random.chance(0.1) ? packed : whole, random), whole.length + 64),
    },
    {
      name: "archive of CIFAR-10, headers",
      told: directory,
      mutant: (random) => () => read(changedHeaders(random)),
    },
  ];
}
