import { afterEach, expect, it, vi } from 'vitest';
import type { DropGroup } from '@/lib/drops/group';
import type { DropMark } from '@/lib/drops/mark';
import { sampleGroup } from '@/lib/drops/sample';
import { type MarkStore, openMarks } from './marks';
import { startWaker } from './waker';

const noon = Date.UTC(2026, 5, 1, 12);
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const mark = (group: string, more: Partial<DropMark> = {}): DropMark => ({
  ...{ group, kind: 'acknowledged', note: '', author: '', atMs: noon, untilMs: null, perMinute: 60 },
  ...more,
});

/** A watch that says what the test says, and counts how often it was begun and is open. */
function watched() {
  const waiting: ((groups: readonly DropGroup[]) => void)[] = [];
  const state = { begun: 0, open: 0 };
  async function* groups(signal: AbortSignal): AsyncGenerator<readonly DropGroup[]> {
    state.begun += 1;
    state.open += 1;
    try {
      while (!signal.aborted) {
        const ended = new Promise<null>((resolve) =>
          signal.addEventListener('abort', () => resolve(null), { once: true }),
        );
        const said = await Promise.race([ended, new Promise<readonly DropGroup[]>((resolve) => waiting.push(resolve))]);
        if (said) yield said;
      }
    } finally {
      state.open -= 1;
    }
  }
  async function say(...said: readonly DropGroup[]) {
    await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0));
    waiting.shift()?.(said);
    await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0));
  }
  return { groups, say, state };
}

async function scene(...marks: readonly DropMark[]) {
  const store = await openMarks({ file: null, now: () => noon });
  for (const one of marks) await store.set(one);
  const watch = watched();
  const waker = startWaker({ marks: store, groups: watch.groups, lookMs: 0, againMs: 0, now: () => noon });
  closers.push(store.close, waker.close);
  return { store, ...watch };
}

const loud = (store: MarkStore) =>
  store.all().flatMap(({ group, loud: said }) => (said ? [`${group} ${said.why}`] : []));

it('a group that rises is loud again, one that does not stays quiet, and a muted one as well', async () => {
  const { store, say } = await scene(mark('a'), mark('b'), mark('c', { kind: 'muted' }));
  await say(
    sampleGroup({ id: 'a', perSecond: 1.6 }),
    sampleGroup({ id: 'b', perSecond: 1.2 }),
    sampleGroup({ id: 'c', perSecond: 99 }),
    sampleGroup({ id: 'd', perSecond: 99 }),
  );
  expect(loud(store)).toEqual(['a rose']);
});

it('a group that comes back after silence is loud again', async () => {
  const { store, say } = await scene(mark('a'), mark('b'));
  await say(sampleGroup({ id: 'a', perSecond: 0.1, lastMs: noon }));
  expect(loud(store)).toEqual([]);
  await say(sampleGroup({ id: 'a', perSecond: 0.1, firstMs: noon + 16 * 60_000, lastMs: noon + 16 * 60_000 }));
  expect(loud(store)).toEqual(['a returned']);
});

it('nothing is looked at while no group is acknowledged', async () => {
  const { store, state, say } = await scene(mark('m', { kind: 'muted' }));
  expect(state.begun).toBe(0);
  await store.set(mark('a'));
  await vi.waitFor(() => expect(state.open).toBe(1));
  await say(sampleGroup({ id: 'a', perSecond: 0.1 }));
  await store.remove('a');
  await vi.waitFor(() => expect(state.open).toBe(0));
});

it('a watch that breaks is begun again', async () => {
  const store = await openMarks({ file: null, now: () => noon });
  await store.set(mark('a'));
  let begun = 0;
  const waker = startWaker({
    marks: store,
    lookMs: 0,
    againMs: 0,
    now: () => noon,
    async *groups() {
      begun += 1;
      if (begun < 3) throw new Error('Relay is gone.');
      yield [sampleGroup({ id: 'a', perSecond: 9 })];
    },
  });
  closers.push(store.close, waker.close);
  await vi.waitFor(() => expect(loud(store)).toEqual(['a rose']));
});
