import { describe, expect, it } from 'vitest';
import { parseCommand } from '@/lib/filter/cli/parse';
import { printCommand } from '@/lib/filter/cli/print';
import { everything } from '@/lib/filter/filter';
import { rangeOfView, spanOfCommand, untakenRange } from './command-range';

const now = Date.parse('2026-05-04T12:00:00Z');
const spanOf = (flags: string) => spanOfCommand(parseCommand(`hubble observe ${flags}`).range, now);

describe('the range of a command', () => {
  it.each([
    ['', null],
    ['--last 20', null],
    ['--follow', { from: null, to: null }],
    ['--since 15m', { from: null, to: null }],
    ['--since 5m -f', { from: '-5m', to: null }],
    ['--since 3h', { from: '2026-05-04T09:00:00Z', to: '2026-05-04T12:00:00Z' }],
    ['--since 3h -f', { from: '-60m', to: null }],
    ['--since 10s', { from: '2026-05-04T11:59:50Z', to: '2026-05-04T12:00:00Z' }],
    ['--since 2026-05-04T10:00:00Z', { from: '2026-05-04T10:00:00Z', to: '2026-05-04T12:00:00Z' }],
    ['--since 1h --until 30m', { from: '2026-05-04T11:00:00Z', to: '2026-05-04T11:30:00Z' }],
    ['--until 30m', { from: '2026-05-04T11:15:00Z', to: '2026-05-04T11:30:00Z' }],
  ])('%s', (flags, span) => {
    expect(spanOf(flags)).toEqual(span);
  });

  it('has numbers of flows that no view has words for', () => {
    expect(untakenRange(parseCommand('hubble observe --last 20').range)).toMatch(/^--last counts flows/);
    expect(untakenRange(parseCommand('hubble observe --since 3h -f').range)).toMatch(/the last hour at most/);
    expect(untakenRange(parseCommand('hubble observe --since 5m').range)).toBe('');
  });

  it('is written for what is shown', () => {
    const command = (...args: Parameters<typeof rangeOfView>) => printCommand(everything, rangeOfView(...args)).command;
    expect(command(900_000, null)).toBe('hubble observe --since 15m --follow');
    expect(command(90_000, null)).toBe('hubble observe --since 90s --follow');
    expect(command(900_000, { fromMs: now - 60_000, toMs: now })).toBe(
      'hubble observe --since 2026-05-04T11:59:00Z --until 2026-05-04T12:00:00Z',
    );
  });
});
