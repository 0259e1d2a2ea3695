// Times as people write them in links and requests: `now`, `-15m`, `-1h30m`, RFC 3339.
import type { EpochMs } from '@/lib/flow/flow';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const relative = /^-(?=\d)(?:(\d{1,4})d)?(?:(\d{1,6})h)?(?:(\d{1,7})m)?(?:(\d{1,9})s)?$/;
const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([-+ ])(\d\d):(\d\d))$/;

/** The instant a time text means at `nowMs`; null when it is no time. */
export function resolveTime(text: string, nowMs: EpochMs): EpochMs | null {
  const ago = readAgo(text);
  return ago === null ? readRfc3339(text) : nowMs - ago;
}

/** A span as links have it: its end, for one of `lengthMs`, or `from/to`. null when it is no span. */
export function resolveSpan(
  text: string,
  lengthMs: number,
  nowMs: EpochMs,
): { readonly fromMs: EpochMs; readonly toMs: EpochMs } | null {
  const [first = '', last, ...more] = text.split('/');
  const toMs = resolveTime(last ?? first, nowMs);
  const fromMs = last === undefined ? toMs && toMs - lengthMs : resolveTime(first, nowMs);
  return toMs === null || fromMs === null || fromMs >= toMs || more.length > 0 ? null : { fromMs, toMs };
}

/** Milliseconds before now that `now` and `-15m` mean; null for everything else. */
export function readAgo(text: string): number | null {
  if (text === 'now') return 0;
  const parts = relative.exec(text);
  if (!parts) return null;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * day + (hours ?? 0) * hour + (minutes ?? 0) * minute + (seconds ?? 0) * second;
}

/** RFC 3339 as epoch milliseconds. A blank stands for the plus sign that a hand-made URL loses. */
function readRfc3339(text: string): EpochMs | null {
  const parts = rfc3339.exec(text);
  if (!parts) return null;
  const [year = 0, month = 0, date = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1, 7).map(Number);
  const [offsetHours, offsetMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  const midnight = new Date(0).setUTCFullYear(year, month - 1, date);
  const onCalendar = new Date(midnight).getUTCMonth() === month - 1 && new Date(midnight).getUTCDate() === date;
  // A leap second is the first of the next minute.
  if (!onCalendar || hours > 23 || minutes > 59 || seconds > 60 || offsetHours > 23 || offsetMinutes > 59) return null;
  const offset = (parts[8] === '-' ? -1 : 1) * (offsetHours * hour + offsetMinutes * minute);
  const fraction = parts[7] === undefined ? 0 : Number(`0.${parts[7]}`) * second;
  return midnight + hours * hour + minutes * minute + seconds * second + fraction - offset;
}
