import { afterEach, expect, it } from 'vitest';
import { everything } from '@/lib/filter/filter';
import { createLive } from '@/lib/live/create-live';
import type { Live } from '@/lib/live/live';
import { openSnapshots, type Snapshots } from '@/lib/snapshots/snapshots';
import { withSnapshots } from './with-snapshots';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function* oneFlow(uuid: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify({ flow: { uuid, time: '2025-03-01T10:00:00Z', verdict: 'FORWARDED' } }));
}

/** A server with a snapshot of a capture of one flow. */
async function scene(of: Partial<Parameters<Snapshots['add']>[0]> = {}, now = () => 1_000) {
  const kept = openSnapshots({ folder: null, now });
  const near = createLive({ clusters: [], memoryBytes: 64 * 2 ** 20, version: 'test' });
  closers.push(near.close, kept.close);
  const live = withSnapshots(near, () => kept);
  const { cluster } = await live.openCapture('flows.json', oneFlow('a'));
  const about = { by: null, page: 'flows', view: '' } as const;
  const { bytes, ...frozen } = await live.freeze({ filter: everything, cluster }, 'workload', about);
  const made = await kept.add({ ...about, ...frozen, filter: '', owner: 'ada', expiresMs: null, ...of }, bytes);
  if (!made.ok) throw new Error(made.problem);
  return {
    live,
    near,
    kept,
    id: made.snapshot.id,
    scope: { filter: everything, cluster: `snapshot:${made.snapshot.id}` },
  };
}

const idsIn = async (live: Live, scope: { filter: typeof everything; cluster: string }) =>
  (await live.flows(scope, { limit: 9 })).flows.map(({ id }) => id);

it('a snapshot is opened by whoever asks first, in whatever way, and again when it had to make room', async () => {
  const { live, near, scope, id } = await scene();
  await expect(near.flows(scope, { limit: 1 })).rejects.toMatchObject({ code: 'no-such-snapshot' });
  const [flows, graph, flow] = await Promise.all([
    idsIn(live, scope),
    live.map(scope, 'workload'),
    live.flow(scope.cluster, 'a'),
  ]);
  expect([flows, graph.complete, flow.id]).toEqual([['a'], true, 'a']);
  await near.closeSnapshot(id);
  expect(await idsIn(live, scope)).toEqual(['a']);
  expect(await live.snapshotStatus(id)).toMatchObject({
    cluster: scope.cluster,
    source: 'snapshot',
    held: { flows: 1 },
  });
});

it('nobody is answered from one that is over, also where it is open still', async () => {
  let nowMs = 1_000;
  const { live, scope, id } = await scene({ expiresMs: 2_000 }, () => nowMs);
  expect(await idsIn(live, scope)).toEqual(['a']);
  nowMs = 2_000;
  const refused = { name: 'LiveError', code: 'no-such-snapshot' };
  await expect(idsIn(live, scope)).rejects.toMatchObject(refused);
  await expect(live.flow(scope.cluster, 'a')).rejects.toMatchObject(refused);
  await expect(live.snapshotStatus(id)).rejects.toMatchObject(refused);
});

it('a stream ends when its snapshot is taken back', async () => {
  const { live, kept, scope, id } = await scene();
  const query = { ...scope, wants: ['flows'] as const, group: 'workload' as const, windowMs: 900_000, rows: 10 };
  const frames = (await live.watch(query, new AbortController().signal))[Symbol.asyncIterator]();
  expect((await frames.next()).done).toBe(false);
  const waiting = frames.next();
  await kept.remove(id, 'ada');
  expect((await waiting).done).toBe(true);
  await expect(live.watch(query, new AbortController().signal)).rejects.toMatchObject({ code: 'no-such-snapshot' });
});

it('a file that somebody changed is told as damaged', async () => {
  const kept = openSnapshots({ folder: null });
  const live = withSnapshots(createLive({ clusters: [], memoryBytes: 64 * 2 ** 20, version: 'test' }), () => kept);
  closers.push(live.close, kept.close);
  const about = { by: null, page: 'map', view: '', filter: '', owner: 'ada', expiresMs: null } as const;
  const figures = { fromMs: 0, toMs: 1, flows: 0, flowsLeftOut: 0, rows: 0 };
  const made = await kept.add({ ...about, ...figures }, Buffer.from('changed'));
  const cluster = `snapshot:${made.ok ? made.snapshot.id : ''}`;
  await expect(idsIn(live, { filter: everything, cluster })).rejects.toMatchObject({ code: 'capture-unreadable' });
});
