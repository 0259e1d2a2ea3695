// Timestamps and the wrapper of a bool.
// biome-ignore-all lint/suspicious/noAssignInExpressions: a field table reads as a table, one assignment a line
import { type Cursor, fieldTable, readFields } from './cursor';

interface TimeDraft {
  seconds: number;
  nanos: number;
}

const timeFields = fieldTable<TimeDraft>([
  [1, 'varint', (c, time) => void (time.seconds = c.long())],
  [2, 'varint', (c, time) => void (time.nanos = c.int32())],
]);

// Timestamp's own limits: years 1 to 9999.
const firstSecond = -62_135_596_800;
const lastSecond = 253_402_300_799;

/** Whether protobuf allows this time; outside it there is no RFC 3339 text for it. */
export function isTime(seconds: number, nanos: number): boolean {
  return seconds >= firstSecond && seconds <= lastSecond && nanos >= 0 && nanos < 1e9;
}

// One draft for all: nothing is read between its beginning and its end but its own fields.
const time: TimeDraft = { seconds: 0, nanos: 0 };

/** Milliseconds; NaN for what is no time. */
export function readTime(cursor: Cursor, end: number): number {
  time.seconds = 0;
  time.nanos = 0;
  readFields(cursor, end, timeFields, time);
  return isTime(time.seconds, time.nanos) ? time.seconds * 1000 + time.nanos / 1e6 : Number.NaN;
}

const boolFields = fieldTable<{ value: boolean }>([[1, 'varint', (c, bool) => void (bool.value = c.bool())]]);
const wrapper = { value: false };

export function readBool(cursor: Cursor, end: number): boolean {
  wrapper.value = false;
  readFields(cursor, end, boolFields, wrapper);
  return wrapper.value;
}
