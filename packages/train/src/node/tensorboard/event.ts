import { maskedCrc32c } from "./masked-crc32c.ts";
import { type Bytes, delimited, double, float, text, whole } from "./wire.ts";

/*
 * TensorBoard reads files of TFRecords. Each record holds an Event (tensorflow/core/util/event.proto). The few fields that
 * are needed are encoded here by hand.
 *
 * Event: 1 wall_time double, 2 step int64, 3 file_version string, 5 summary Summary, 7 session_log SessionLog
 * Summary: 1 value (repeated): 1 tag string, then what is shown; SessionLog: 1 status (1 is START)
 */

/** An event at a time, in seconds since 1970, and optionally at a step. */
export interface Event {
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  /** Whether what earlier files have of this step and later ones is to be forgotten: training starts again there. */
  readonly isStart?: boolean;
  readonly scalars?: Readonly<Record<string, number>>;
  /** What else is shown, by name: the fields of a value after its tag. */
  readonly values?: Readonly<Record<string, Bytes>>;
}

/** An event in the format of protocol buffers. */
export function encodeEvent(event: Event): Uint8Array {
  const { wallTime, step, fileVersion, isStart = false, scalars, values } = event;
  const shown = [
    ...Object.entries(scalars ?? {}).map(([name, value]): [string, Bytes] => [name, float(2, value)]),
    ...Object.entries(values ?? {}),
  ];
  const summary = shown.flatMap(([name, value]) => delimited(1, [...text(1, name), ...value]));
  return Uint8Array.from([
    ...double(1, wallTime),
    ...(step === undefined ? [] : whole(2, step)),
    ...(fileVersion === undefined ? [] : text(3, fileVersion)),
    ...(scalars === undefined && values === undefined ? [] : delimited(5, summary)),
    ...(isStart ? delimited(7, whole(1, 1)) : []),
  ]);
}

/** Content as a TFRecord: its length in 8 bytes, the checksum of the length, the content, and its checksum. */
export function encodeRecord(content: Uint8Array): Uint8Array {
  const record = new Uint8Array(16 + content.length);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(content, 12);
  view.setUint32(12 + content.length, maskedCrc32c(content), true);
  return record;
}
