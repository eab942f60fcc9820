import type { Fail } from "../format-error.ts";

/** What the header of a JPEG file says. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bitDepth: 8;
}

/** Kinds of frames that are not read, by their marker. */
const OTHER_FRAMES: Readonly<Record<number, string>> = {
  195: "lossless",
  197: "hierarchical",
  198: "hierarchical",
  199: "hierarchical",
  201: "arithmetic coding",
  202: "arithmetic coding",
  203: "lossless",
  205: "hierarchical",
  206: "hierarchical",
  207: "hierarchical",
};

const [SOI, EOI, SOS] = [0xd8, 0xd9, 0xda];

/** Markers that stand alone, without a length: TEM, RST0 to RST7, SOI. */
const isAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= SOI);

/** A part of a file behind a marker. */
interface Segment {
  readonly marker: number;
  readonly content: Uint8Array;
}

/** The segments of a file up to its end (ITU-T T.81, annex B). */
function* segmentsOf(bytes: Uint8Array, fail: Fail): Generator<Segment> {
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) throw fail(`there is no marker at byte ${at}; it is damaged`);
    // Any number of 0xff may stand before a marker.
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined) break;
    if (isAlone(marker)) continue;
    if (marker === EOI) {
      yield { marker, content: bytes.subarray(at, at) };
      return;
    }
    const length = bytes[at] * 256 + bytes[at + 1];
    if (!(length >= 2 && at + length <= bytes.length)) {
      throw fail(`it ends within a segment of ${length} bytes; it is cut off`);
    }
    yield { marker, content: bytes.subarray(at + 2, at + length) };
    at += length;
    if (marker === SOS) at = endOfScan(bytes, at);
  }
  throw fail("it ends before its last marker (EOI); it is cut off");
}

/** Where the coded data of a scan end: at a marker that is neither a stuffed 0xff nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1];
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

function frameOf({ marker, content }: Segment, fail: Fail): JpegHeader {
  const other = OTHER_FRAMES[marker];
  if (other !== undefined) throw fail(`it is coded in another way (${other}) than baseline or progressive`);
  if (content.length < 6) throw fail("its frame header is cut off");
  const [bits, high, low, wideHigh, wideLow, components] = content;
  const [height, width] = [high * 256 + low, wideHigh * 256 + wideLow];
  if (bits !== 8) throw fail(`it has ${bits} bits a channel, and 8 can be read`);
  if (width === 0 || height === 0) throw fail(`its header says ${width} x ${height} pixels`);
  if (components !== 1 && components !== 3) {
    const kind = components === 4 ? ", CMYK as a rule" : "";
    throw fail(`it has ${components} channels${kind}; 1 and 3 can be read, so convert it to RGB first`);
  }
  if (content.length !== 6 + 3 * components)
    throw fail("its frame header has another length than its channels need");
  return { width, height, channels: components, bitDepth: 8 };
}

/** The frame of the file, of the first segments. */
export function readJpegHeader(bytes: Uint8Array, fail: Fail): JpegHeader {
  for (const segment of segmentsOf(bytes, fail)) {
    if (isFrame(segment.marker)) return frameOf(segment, fail);
    if (segment.marker === SOS || segment.marker === EOI) break;
  }
  throw fail("it has no frame header before its pixels; it is damaged");
}

/** SOF markers: 0xc0 to 0xcf but for DHT, JPG and DAC. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Each scan goes through all pixels, and a few bytes make one: files of encoders have ten or so. */
const MOST_SCANS = 100;

/**
 * Checks what a decoder would take time or memory for: one frame, a bounded number of scans, an end, and data that suffice
 * for the pixels.
 *
 * @throws what `fail` makes.
 */
export function checkJpeg(bytes: Uint8Array, { width, height }: JpegHeader, fail: Fail): void {
  let [frames, scans] = [0, 0];
  for (const { marker } of segmentsOf(bytes, fail)) {
    if (isFrame(marker)) frames++;
    else if (marker === SOS) scans++;
  }
  if (frames !== 1) throw fail(`it has ${frames} frame headers, and one is due; it is damaged`);
  if (scans === 0) throw fail("it has no pixels (no scan)");
  if (scans > MOST_SCANS) throw fail(`it has ${scans} scans, and at most ${MOST_SCANS} are read`);
  // Each block of 8 x 8 pixels takes one bit at least.
  if (Math.ceil(width / 8) * Math.ceil(height / 8) > 8 * bytes.length) {
    throw fail(
      `its ${bytes.length} bytes cannot hold the ${width} x ${height} pixels of its header; it is damaged`,
    );
  }
}
