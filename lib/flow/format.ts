// Figures as text: counts, rates, latencies, shares, times. The same figure reads the same on every screen,
// in every sentence and in every locale; times are UTC.
import type { EpochMs } from '@/lib/flow/flow';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `566`, `187,680`, and from a million on three significant figures: `1.06 M`, `12.3 G`. */
export function formatCount(count: number): string {
  if (Math.round(Math.abs(count)) < 1_000_000) return grouped(Math.round(count));
  const millions = Number((count / 1e6).toPrecision(3));
  return Math.abs(millions) < 1_000 ? `${millions.toPrecision(3)} M` : `${threeFigures(count / 1e9)} G`;
}

/** `0.8/s`, `52.4/s`, `2,412/s`; `<0.1/s` for what is less but not nothing, `0/s` only for nothing. */
export function formatRate(perSecond: number): string {
  return `${formatRateFigure(perSecond)}/s`;
}

/** A rate without its unit, for columns whose head names it. */
export function formatRateFigure(perSecond: number): string {
  if (perSecond <= 0) return '0';
  if (perSecond < 0.1) return '<0.1';
  return perSecond < 99.95 ? perSecond.toFixed(1) : formatCount(perSecond);
}

/** `0.4 ms`, `84 ms`, `2.0 s`. Takes milliseconds; an unknown latency has no text, so ask before. */
export function formatLatency(ms: number): string {
  if (ms > 0 && ms < 0.05) return '<0.1 ms';
  if (ms < 9.95) return ms === 0 ? '0 ms' : `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return ms < 99_950 ? `${(ms / second).toFixed(1)} s` : `${grouped(Math.round(ms / second))} s`;
}

/** `0.9%`; something is never `0%`, and not everything is never `100%`. `–` where there is no whole. */
export function formatShare(part: number, whole: number): string {
  if (!(whole > 0)) return '–';
  const percent = (100 * part) / whole;
  if (percent <= 0) return '0%';
  if (percent < 0.1) return '<0.1%';
  if (percent >= 100) return '100%';
  return percent >= 99.95 ? '>99.9%' : `${percent.toFixed(1)}%`;
}

/** `83 s`, `15 min`, `2 h 5 min`, `3 d 4 h`: how long a span is. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < 2 * minute) return `${Math.round(span / second)} s`;
  if (span < hour) return `${Math.round(span / minute)} min`;
  return span < day ? twoUnits(span, hour, 'h', minute, 'min') : twoUnits(span, day, 'd', hour, 'h');
}

/** `4 min ago` within the hour, the clock time within the UTC day, `2 days ago` before. */
export function formatAgo(thenMs: EpochMs, nowMs: EpochMs): string {
  const age = nowMs - thenMs;
  if (age < second) return 'now';
  if (age < minute) return `${Math.floor(age / second)} s ago`;
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  const days = Math.floor(nowMs / day) - Math.floor(thenMs / day);
  if (days === 0) return formatClock(thenMs);
  return days === 1 ? '1 day ago' : `${grouped(days)} days ago`;
}

/** `09:14:02`, UTC. */
export function formatClock(atMs: EpochMs): string {
  return isoOf(atMs).slice(11, 19);
}

/** `09:14:02.481`, UTC: what a table row shows. */
export function formatTime(atMs: EpochMs): string {
  return isoOf(atMs).slice(11, 23);
}

/** `2026-03-03 09:14:02.481`, UTC. */
export function formatDateTime(atMs: EpochMs): string {
  return isoOf(atMs).slice(0, 23).replace('T', ' ');
}

/** `2026-03-03 09:14:02`, UTC. */
export function formatSecond(atMs: EpochMs): string {
  return formatDateTime(atMs).slice(0, 19);
}

/** `2026-03-01 10:00`, UTC: of what need not be known to the second. */
export function formatMinute(atMs: EpochMs): string {
  return formatDateTime(atMs).slice(0, 16);
}

/** `80/TCP`; the protocol alone where there is no port, `unknown protocol` where that is missing as well. */
export function formatPort(protocol: string, port: number): string {
  if (port > 0) return `${port}/${protocol || 'unknown'}`;
  return protocol === '' || protocol === 'UNKNOWN' ? 'unknown protocol' : protocol;
}

/** `812 B`, `2.1 kB`, `1.4 MB`: thousands, as sizes of files are told. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 999_950 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `1 flow`, `12 flows`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const inEnglish = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

function grouped(whole: number): string {
  return inEnglish.format(whole);
}

function threeFigures(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) < 1_000 ? rounded.toPrecision(3) : grouped(rounded);
}

function twoUnits(span: number, big: number, bigName: string, small: number, smallName: string): string {
  const smalls = Math.round(span / small);
  const rest = smalls % (big / small);
  const bigs = `${Math.floor(smalls / (big / small))} ${bigName}`;
  return rest === 0 ? bigs : `${bigs} ${rest} ${smallName}`;
}

/** Kept within the years 1 to 9999: RFC 3339 ends there, and so does what slicing the text relies on. */
function isoOf(atMs: EpochMs): string {
  const within = Math.min(Math.max(Math.floor(atMs), -62_135_596_800_000), 253_402_300_799_999);
  return new Date(Number.isFinite(within) ? within : 0).toISOString();
}
