// Numbers and times as people read them on call: a unit with each, three figures for rates, UTC always.

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 187680 is "187,680"; from a million on "1.06 M". */
export function formatCount(count: number): string {
  return Math.abs(count) < 1_000_000 ? counts.format(count) : `${significant(count / 1_000_000)} M`;
}

/** Per second without the unit, for columns whose head says it: three significant figures, "<0.1", "0" only for zero. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0';
  if (perSecond < 0.1) return '<0.1';
  if (perSecond < 100) return (Math.round(perSecond * 10) / 10).toString();
  return perSecond < 1_000_000 ? counts.format(Math.round(perSecond)) : `${significant(perSecond / 1_000_000)} M`;
}

/** A share from 0 to 1 with one decimal: "3.4%". */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** "12:03:07", UTC. */
export function formatClock(ms: number): string {
  return iso(ms).slice(11, 19);
}

/** "12:03:07.481", UTC. */
export function formatClockMs(ms: number): string {
  return iso(ms).slice(11, 23);
}

/** "26 s", "4 min", "1 h 20 min", "3 days". */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
}

/** "4 min ago" under an hour, the clock time today, the date beyond. */
export function formatAgo(ms: number, nowMs: number): string {
  const age = nowMs - ms;
  if (age < 3_600_000) return `${formatSpan(age)} ago`;
  return iso(ms).slice(0, 10) === iso(nowMs).slice(0, 10) ? formatClock(ms) : iso(ms).slice(0, 10);
}

/** "0.4 ms", "84 ms", "2.0 s". */
export function formatLatency(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A count with its noun: "1 flow", "52,298 flows". */
export function formatMany(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const significant = (value: number) => value.toPrecision(3);

/** Epoch ms as ISO text; a time outside what Date can say reads as dashes instead of throwing. */
function iso(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '----------T--:--:--.---Z' : date.toISOString();
}
