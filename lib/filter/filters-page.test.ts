import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cliFlags } from '@/lib/filter/cli/flags';
import { parseCommand } from '@/lib/filter/cli/parse';
import { printCommand } from '@/lib/filter/cli/print';
import type { KeySpec } from '@/lib/filter/keys/key-spec';
import { keySpecs } from '@/lib/filter/keys/keys';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { compileRowFilter } from '@/lib/filter/row-predicate';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/filters.md'), 'utf8');

/** One part of the page, less the blanks that line its columns up. */
const section = (title: string): string =>
  (page.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? '').replace(/ {2,}\|/g, ' |');

const code = (text: string): string => `\`${text}\``;

function flagsOf({ key, sided }: KeySpec): string {
  const flags = cliFlags.filter((flag) => flag.key === key && flag.flag !== 'reply');
  return (
    flags.map(({ flag, short }) => code(`--${flag}`) + (short ? ` ${code(`-${short}`)}` : '')).join(', ') +
    (sided && flags.length > 0 ? ', from, to' : '')
  );
}

function rowOf(spec: KeySpec): string {
  const parsed = parseFilter(spec.example);
  const fast = parsed.ok && compileRowFilter(parsed.filter) !== null ? 'yes' : '';
  const name = spec.key === 'text' ? 'a bare word' : code(spec.key);
  const also = spec.aliases.map(code).join(', ');
  return `| ${name} | ${also} | ${spec.sided ? 'yes' : ''} | ${spec.help} | ${code(spec.example)} | ${fast} | ${flagsOf(spec)} |`;
}

describe('docs/filters.md', () => {
  test('has the table of keys as it is', () => {
    const rows = section('Keys')
      .split('\n')
      .filter((line) => /^\| (?!Key|-)/.test(line));
    expect(rows).toEqual(keySpecs.map(rowOf).map((row) => row.replace(/ {2,}\|/g, ' |')));
  });

  test('shows filters that are read as they stand', () => {
    const shown = [...section('Grammar').matchAll(/^\| `([^`]+)`/gm)].map(([, text = '']) => text);
    expect(shown.length).toBeGreaterThan(8);
    for (const text of shown) expect(parseFilter(text), text).toMatchObject({ ok: true });
  });

  test('shows commands and filters that stand for each other', () => {
    const pairs = [...section('On the command line').matchAll(/^\| `([^`]+)` \| `(hubble [^`]+)` \|$/gm)];
    expect(pairs.length).toBeGreaterThan(6);
    for (const [, text = '', command = ''] of pairs) {
      const parsed = parseFilter(text);
      expect(parsed.ok && printCommand(parsed.filter).command, text).toBe(command);
      expect(printFilter(parseCommand(command).filter)).toBe(text);
    }
  });
});
