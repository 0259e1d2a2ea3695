import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dropReasonsPage } from '@/lib/drops/reasons-page';
import { dropReason, dropReasonClasses, dropReasons } from '@/lib/flow/drop-reason';
import { dropReasonAdvice } from '@/lib/flow/drop-reason-advice';

test('docs/drop-reasons.md is what the table says; `npx vitest run lib/drops/reasons-page.test.ts -u` writes it anew', async () => {
  await expect(dropReasonsPage()).toMatchFileSnapshot('../../docs/drop-reasons.md');
});

describe('the table', () => {
  test('has each code, each name and each label text once, and says something of all', () => {
    expect(new Set(dropReasons.map(({ code }) => code)).size).toBe(dropReasons.length);
    expect(new Set(dropReasons.map(({ name }) => name)).size).toBe(dropReasons.length);
    for (const { label, name } of dropReasons) {
      const { meaning, advice } = dropReasonAdvice(name);
      expect(meaning).not.toBe(label);
      expect(label).toMatch(/^[A-Z]/);
      expect(meaning).not.toMatch(/\.$|\|/);
      expect(advice).toMatch(/^[A-Z].*\.$/);
      expect(advice).not.toContain('|');
    }
  });

  test('has a reason for every class but the unknown', () => {
    const seen = new Set(dropReasons.map((reason) => reason.class));
    expect(dropReasonClasses.filter((kind) => !seen.has(kind))).toEqual(['unknown']);
  });

  test.each([
    ['230', 'drop code 230'],
    ['iptables said no', 'iptables said no'],
    ['\u001b[31mred\u202e', '\\e[31mred\\u202e'],
  ])('takes %j for none of them', (reason, label) => {
    expect(dropReason(reason)).toMatchObject({ class: 'unknown', label });
  });
});

const api = path.resolve(import.meta.dirname, '../../../shared/api');

describe.skipIf(!existsSync(api))('the enum of the API', () => {
  const codes: Record<string, number> = existsSync(api)
    ? JSON.parse(readFileSync(path.join(api, 'hubble-api.json'), 'utf8')).enums['flow.DropReason']
    : {};

  test('is in the table whole, with its numbers', () => {
    const { DROP_REASON_UNKNOWN: _, ...drops } = codes;
    expect(Object.fromEntries(dropReasons.map(({ name, code }) => [name, code]))).toEqual(drops);
  });

  test('has no number that the table of meanings lacks, nor the other way round', () => {
    const [, meanings = ''] = readFileSync(path.join(api, 'SEMANTICS.md'), 'utf8').split(/^## 10\. .*$/m);
    const lines = meanings.matchAll(/^\| (\d{3}(?:, \d{3})*) \| [A-Z0-9_]+/gm);
    const told = [...lines].flatMap(([, numbers = '']) => numbers.split(', ').map(Number));
    expect(told.sort()).toEqual(dropReasons.map(({ code }) => code).sort());
  });
});
