// Times as lines carry them: RFC 3339 text, or the {seconds, nanos} of JavaScript dumps.
import type { EpochMs, Json, Rfc3339 } from '@/lib/flow/flow';

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9}\d*)?([Zz]|[-+]\d\d:\d\d)$/;

/** The time as RFC 3339 text, nanoseconds kept; undefined when it is none. */
export function readTime(json: Json): Rfc3339 | undefined {
  if (typeof json === 'string') return epochMsOf(json) === undefined ? undefined : json;
  if (json === null || typeof json !== 'object' || !('seconds' in json)) return undefined;
  const nanos = 'nanos' in json && json.nanos !== null ? json.nanos : 0;
  return fromSeconds(Number(json.seconds), Number(nanos));
}

/** Milliseconds since 1970 with what is finer as a fraction; undefined when the text is no time. */
export function epochMsOf(time: Rfc3339): EpochMs | undefined {
  const parts = rfc3339.exec(time);
  if (!parts) return undefined;
  const [, date, clock, fraction = '.0', zone = 'Z'] = parts;
  const wholeMs = Date.parse(`${date}T${clock}${zone.toUpperCase()}`);
  return Number.isNaN(wholeMs) ? undefined : wholeMs + Number(`0${fraction}`) * 1000;
}

/** Protobuf's range: the years 1 to 9999. */
function fromSeconds(seconds: number, nanos: number): Rfc3339 | undefined {
  const whole = Number.isInteger(seconds) && seconds >= -62_135_596_800 && seconds <= 253_402_300_799;
  if (!whole || !Number.isInteger(nanos) || nanos < 0 || nanos > 999_999_999) return undefined;
  const upToSeconds = new Date(seconds * 1000).toISOString().slice(0, 19);
  const digits = String(nanos)
    .padStart(9, '0')
    .replace(/(000){1,2}$/, '');
  return `${upToSeconds}${nanos === 0 ? '' : `.${digits}`}Z`;
}
