// What a process has cost so far, as Linux counts it.
import { readFileSync } from 'node:fs';

export interface Cost {
  /** User and system time of all its threads. */
  readonly cpuSeconds: number;
  readonly residentMiB: number;
  /** The most it ever was. */
  readonly peakMiB: number;
  readonly atMs: number;
}

/** Clock ticks a second in /proc; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

export function costOf(pid: number): Cost {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold blanks; utime and stime are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    residentMiB: kib('VmRSS') / 1024,
    peakMiB: kib('VmHWM') / 1024,
    atMs: performance.now(),
  };
}

/** Part of one core used between two looks. */
export function coresBetween(before: Cost, after: Cost): number {
  return (after.cpuSeconds - before.cpuSeconds) / ((after.atMs - before.atMs) / 1000);
}
