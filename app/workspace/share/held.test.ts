import { expect, it } from 'vitest';
import type { ClusterStatus } from '@/lib/wire/frame';
import { unheld } from './held';

const noon = Date.UTC(2026, 5, 1, 12);
const minute = 60_000;
const cluster = (more: Partial<ClusterStatus>) =>
  ({ source: 'relay', flowsSince: null, rollupSince: null, ...more }) as ClusterStatus;
const since = (minutes: number) => new Date(noon + minutes * minute).toISOString();
const asked = (from: number, to: number) => ({ fromMs: noon + from * minute, toMs: noon + to * minute });

it('a time from before what is held is said to be gone, in whole or in part', () => {
  const held = [cluster({ flowsSince: since(10), rollupSince: since(0) })];
  expect(unheld(asked(-30, -15), held)).toEqual({ kind: 'all', heldMs: noon });
  expect(unheld(asked(-30, 15), held)).toEqual({ kind: 'part', heldMs: noon });
  expect(unheld(asked(0, 15), held)).toBeNull();
  expect(unheld(asked(-0.25, 15), held)).toBeNull();
});

it('of several clusters the one that reaches back furthest counts, and rings where flows are asked for', () => {
  const both = [cluster({ rollupSince: since(0) }), cluster({ ringsSince: since(-60) })];
  expect(unheld(asked(-30, -15), both)).toBeNull();
  expect(unheld(asked(-90, -80), both)).toEqual({ kind: 'all', heldMs: noon - 60 * minute });
});

it('nothing is said while nothing is known, and of what has come to rest', () => {
  expect(unheld(asked(-30, -15), [])).toBeNull();
  expect(unheld(asked(-30, -15), [cluster({})])).toBeNull();
  expect(unheld(asked(-30, -15), [cluster({ source: 'capture', flowsSince: since(0) })])).toBeNull();
});
