import type { Fail } from "../format-error.ts";
import type { LogicalType } from "./metadata.ts";

/* Dates and times as text, as ISO 8601 writes them: no number of ours would hold nanoseconds. */

const DAY = 86_400_000;

/** Units in a second: of milliseconds, microseconds and nanoseconds. */
const PER_SECOND = [0n, 1_000n, 1_000_000n, 1_000_000_000n];

/** The day on which Unix time begins, as a Julian day. */
const UNIX_DAY = 2_440_588;

/** `2024-02-29`, of days since 1970. */
export function dateText(days: number, fail: Fail): string {
  return isoText(days * DAY, fail).replace(/T.*/, "");
}

/** `12:30:00.5`, of units since midnight. */
export function timeText(value: bigint, { unit }: LogicalType, fail: Fail): string {
  const perSecond = PER_SECOND[unit];
  const seconds = value / perSecond;
  if (value < 0n || seconds >= 86_400n) throw fail(`the time ${value} is beyond a day; the file is damaged`);
  const clock = isoText(Number(seconds) * 1000, fail).slice(11, 19);
  return clock + fractionText(value % perSecond, unit);
}

/** `2024-02-29T12:30:00.5Z`, of units since 1970; without `Z` if it is not in UTC. */
export function timestampText(value: bigint, { unit, isUtc }: LogicalType, fail: Fail): string {
  const perSecond = PER_SECOND[unit];
  const fraction = ((value % perSecond) + perSecond) % perSecond;
  const seconds = (value - fraction) / perSecond;
  const text = isoText(Number(seconds) * 1000, fail).replace(/\.\d+Z$/, "");
  return `${text}${fractionText(fraction, unit)}${isUtc ? "Z" : ""}`;
}

/** Of 12 bytes, as Impala and Spark wrote them: nanoseconds of a day, then the Julian day. */
export function legacyTimestampText(bytes: Uint8Array, fail: Fail): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const days = BigInt(view.getInt32(8, true) - UNIX_DAY);
  const nanoseconds = days * 86_400n * PER_SECOND[3] + view.getBigInt64(0, true);
  return timestampText(
    nanoseconds,
    { kind: 0, scale: 0, isUtc: false, unit: 3, bits: 0, isSigned: true },
    fail,
  );
}

/** The digits after the second, without zeros at the end. */
function fractionText(fraction: bigint, unit: number): string {
  const digits = String(fraction)
    .padStart(3 * unit, "0")
    .replace(/0+$/, "");
  return digits === "" ? "" : `.${digits}`;
}

function isoText(milliseconds: number, fail: Fail): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) {
    throw fail("it has a date outside of the years -271821 to 275760; leave it out with { columns: [...] }");
  }
  return date.toISOString();
}
