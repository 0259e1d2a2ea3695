// Chapters as a page, with the machine and the commit they were measured on.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import type { Chapter, Table } from '@/bench/part';

export function report(chapters: readonly Chapter[], quick: boolean): string {
  const head = [
    '# Performance',
    `Written by \`npm run bench${quick ? ' -- --quick' : ''}\`; do not edit. What the figures mean for a cluster: [scaling.md](scaling.md).`,
    table({ head: ['measured', ''], rows: circumstances() }),
    'Each figure is a median with the least and the most of its samples. CPU is counted by the operating system. Compare ' +
      'figures of one run only: a machine that others use changes them by a third from one minute to the next.',
  ];
  return `${[...head, ...chapters.flatMap(sections)].join('\n\n')}\n`;
}

function sections({ title, how, tables, notes = [] }: Chapter): string[] {
  return [`## ${title}`, how, ...tables.map(table), ...notes];
}

function table({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function circumstances(): string[][] {
  const [first] = cpus();
  return [
    ['on', new Date().toISOString().slice(0, 16).replace('T', ' ')],
    ['commit', commit()],
    ['processor', `${cpus().length} × ${first?.model.trim() ?? 'unknown'}`],
    ['others at work', loadText()],
    ['memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['system', `${process.platform} ${release()}, Node ${process.versions.node}`],
  ];
}

/** Of the last minutes; the bench itself keeps two cores busy at times. */
function loadText(): string {
  const load = loadavg()[2] ?? 0;
  const verdict = load > 2 * cpus().length ? ': too much for delays and stalls to mean anything' : '';
  return `load average ${load.toFixed(1)} over the last 15 minutes${verdict}`;
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ', with changes';
    return `${git('rev-parse', '--short', 'HEAD')}${changed}`;
  } catch {
    return 'unknown';
  }
}
