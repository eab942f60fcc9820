import { maskedCrc32c } from "./masked-crc32c.ts";

/*
 * TensorBoard reads files of TFRecords. Each record holds an Event (tensorflow/core/util/event.proto). The few fields that
 * a scalar needs are encoded here by hand.
 *
 * Event: 1 wall_time double, 2 step int64, 3 file_version string, 5 summary Summary
 * Summary: 1 value (repeated): 1 tag string, 2 simple_value float
 */

/** An event at a time, in seconds since 1970, and optionally at a step. */
export interface Event {
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly scalars?: Readonly<Record<string, number>>;
}

type Bytes = readonly number[] | Uint8Array;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

const tag = (field: number, type: number): number[] => varint(field * 8 + type);

function delimited(field: number, content: Bytes): number[] {
  return [...tag(field, LENGTH_DELIMITED), ...varint(content.length), ...content];
}

const text = (field: number, value: string): number[] => delimited(field, new TextEncoder().encode(value));

function double(field: number, value: number): number[] {
  return [...tag(field, FIXED64), ...new Uint8Array(new Float64Array([value]).buffer)];
}

function float(field: number, value: number): number[] {
  return [...tag(field, FIXED32), ...new Uint8Array(new Float32Array([value]).buffer)];
}

/** An event in the format of protocol buffers. */
export function encodeEvent({ wallTime, step, fileVersion, scalars }: Event): Uint8Array {
  const values = Object.entries(scalars ?? {}).flatMap(([name, value]) =>
    delimited(1, [...text(1, name), ...float(2, value)]),
  );
  return Uint8Array.from([
    ...double(1, wallTime),
    ...(step === undefined ? [] : [...tag(2, VARINT), ...varint(step)]),
    ...(fileVersion === undefined ? [] : text(3, fileVersion)),
    ...(scalars === undefined ? [] : delimited(5, values)),
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
