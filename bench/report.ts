// Chapters as a page, each with the machine and the commit it was measured on. They are kept beside the page's text, so
// that one part can be measured anew without the others.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import type { Chapter } from '@/bench/part';
import { markdownTable } from '@/lib/flow/markdown-table';

/** A chapter, and under what circumstances it came about. */
export interface Measured extends Chapter {
  readonly circumstances: Readonly<Record<string, string>>;
}

const pageFile = 'docs/performance.md';
const keptFile = 'bench/results.json';

export const measured = (chapter: Chapter): Measured => ({ ...chapter, circumstances: circumstances() });

/** Writes docs/performance.md with these chapters in place of those of the same parts; `order` names all parts. */
export function keep(chapters: Readonly<Record<string, Measured>>, order: readonly string[]): void {
  const before: Record<string, Measured> = existsSync(keptFile) ? JSON.parse(readFileSync(keptFile, 'utf8')) : {};
  const all = { ...before, ...chapters };
  const ordered = order.flatMap((name) => (all[name] ? [[name, all[name]] as const] : []));
  writeFileSync(keptFile, `${JSON.stringify(Object.fromEntries(ordered), null, 2)}\n`);
  writeFileSync(pageFile, page(ordered.map(([, chapter]) => chapter)));
}

export function page(chapters: readonly Measured[]): string {
  const head = [
    '# Performance',
    'Written by `npm run bench`; do not edit. What the figures mean for a cluster: [scaling.md](scaling.md).',
    'Each figure is a median with the least and the most of its samples. CPU is counted by the operating system. Compare ' +
      'figures of one part only: a machine that others use changes them by a third from one minute to the next.',
  ];
  return `${[...head, ...chapters.flatMap(sections)].join('\n\n')}\n`;
}

function sections({ title, how, tables, notes = [], circumstances: where }: Measured): string[] {
  const under = Object.entries(where).map(([what, value]) => `${what} ${value}`);
  return [
    `## ${title}`,
    how,
    ...tables.map(({ head, rows }) => markdownTable(head, rows)),
    ...notes,
    `_Measured ${under.join('; ')}._`,
  ];
}

function circumstances(): Record<string, string> {
  const [first] = cpus();
  return {
    on: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: commit(),
    with: `${cpus().length} × ${first?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    by: `${process.platform} ${release()}, Node ${process.versions.node}`,
    'load average': loadText(),
  };
}

/** Of the last minutes; the bench itself keeps two cores busy at times. */
function loadText(): string {
  const load = loadavg()[2] ?? 0;
  const verdict = load > 2 * cpus().length ? ', too much for delays and stalls to mean anything' : '';
  return `${load.toFixed(1)} over 15 minutes${verdict}`;
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes';
    return `${git('rev-parse', '--short', 'HEAD')}${changed}`;
  } catch {
    return 'unknown';
  }
}
