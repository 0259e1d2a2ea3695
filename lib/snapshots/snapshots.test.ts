import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inFolder } from './place';
import type { Snapshot } from './snapshot';
import { openSnapshots, type Snapshots, type SnapshotsOptions } from './snapshots';

let folder = '';
const open: Snapshots[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'eyepiece-snapshots-'));
});
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  rmSync(folder, { recursive: true });
});

const place = () => path.join(folder, 'snapshots');
const files = () => (existsSync(place()) ? readdirSync(place()).sort() : []);

function opened(options: Partial<SnapshotsOptions> = {}): Snapshots {
  const store = openSnapshots({ folder, now: () => 1_000, ...options });
  open.push(store);
  return store;
}

const some = (more: Partial<Snapshot> = {}) => ({
  ...({ owner: 'ada', by: 'Ada', expiresMs: null, page: 'map', view: 'q=ns:shop', filter: 'ns:shop' } as const),
  ...{ fromMs: 0, toMs: 500, flows: 3, flowsLeftOut: 0, rows: 2 },
  ...more,
});

const bytes = Buffer.from('a frozen view');

async function added(store: Snapshots, more: Partial<Snapshot> = {}, content: Uint8Array = bytes): Promise<Snapshot> {
  const kept = await store.add(some(more), content);
  if (!kept.ok) throw new Error(kept.problem);
  return kept.snapshot;
}

describe.each<[string, () => string | null]>([
  ['in a folder', () => folder],
  ['in memory', () => null],
])('snapshots %s', (_, where) => {
  it('are found by ids that nobody can guess, and listed for their owner, newest first', async () => {
    const now = vi.fn((): number => 1_000);
    const store = opened({ folder: where(), now });
    const first = await added(store);
    now.mockReturnValue(2_000);
    const second = await added(store, { view: 'q=ns:pay' });
    await added(store, { owner: 'bob' });
    expect(first.id).toMatch(/^[\w-]{16}$/);
    expect(await store.get(first.id)).toEqual({ ...some(), version: 1, id: first.id, madeMs: 1_000, bytes: 13 });
    expect(Buffer.from((await store.bytes(second.id)) ?? [])).toEqual(bytes);
    expect((await store.of('ada')).map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  it('are gone when their time is over, and whoever listens is told', async () => {
    const now = vi.fn((): number => 1_000);
    const store = opened({ folder: where(), now });
    const ended: string[] = [];
    store.listen((id) => ended.push(id));
    const { id } = await added(store, { expiresMs: 5_000 });
    now.mockReturnValue(5_000);
    expect([await store.get(id), await store.bytes(id), await store.of('ada')]).toEqual([undefined, undefined, []]);
    const other = await added(store);
    expect(ended).toEqual([id]);
    expect(files().filter((name) => !name.startsWith(other.id))).toEqual([]);
  });

  it('are taken back by their owner and by nobody else', async () => {
    const store = opened({ folder: where() });
    const { id } = await added(store);
    expect(await store.remove(id, 'bob')).toBe(false);
    expect(await store.remove('AAAAAAAAAAAAAAAA', 'ada')).toBe(false);
    expect(await store.remove(id, 'ada')).toBe(true);
    expect([await store.get(id), await store.remove(id, 'ada')]).toEqual([undefined, false]);
    expect(files()).toEqual([]);
  });

  it('are as many and as large as there is room for, and the refusal says what helps', async () => {
    const limits = { snapshots: 3, ofOne: 2, bytes: 40 };
    const store = opened({ folder: where(), limits });
    const mine = await added(store);
    await added(store, {}, Buffer.from('x'));
    expect(await store.add(some(), bytes)).toEqual({ ok: false, problem: expect.stringContaining('take one back') });
    const full = await store.add(some({ owner: 'bob' }), Buffer.alloc(27));
    expect(full).toEqual({ ok: false, problem: expect.stringContaining('narrow the filter') });
    await added(store, { owner: 'bob' }, Buffer.alloc(26));
    expect(await store.add(some({ owner: 'eve' }), Buffer.alloc(0))).toMatchObject({ ok: false });
    await store.remove(mine.id, 'ada');
    await added(store, { owner: 'eve' });
  });

  it('are as many when they are made all at once', async () => {
    const store = opened({ folder: where(), limits: { snapshots: 3 } });
    const all = await Promise.all(Array.from({ length: 10 }, () => store.add(some(), bytes)));
    expect(all.filter(({ ok }) => ok)).toHaveLength(3);
  });

  it.each(['', '..', '../../etc/passwd', 'a/b', '%2e%2e', 'AAAAAAAAAAAAAAAA', `${'A'.repeat(16)}\0`])(
    'are not found as %j',
    async (id) => {
      const store = opened({ folder: where() });
      expect([await store.get(id), await store.bytes(id)]).toEqual([undefined, undefined]);
      expect(await store.remove(id, 'ada')).toBe(false);
    },
  );
});

describe('snapshots in a folder', () => {
  it('are there after a restart, for their owner only to read', async () => {
    const { id } = await added(opened());
    const again = opened();
    expect((await again.of('ada')).map((each) => each.id)).toEqual([id]);
    expect(Buffer.from((await again.bytes(id)) ?? [])).toEqual(bytes);
    expect(files().map((name) => statSync(path.join(place(), name)).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('leave nothing of one whose writing was cut short, and nothing that others put there is touched', async () => {
    const { id } = await added(opened());
    const cut = 'B'.repeat(16);
    for (const name of [`${cut}.jsonl.gz`, `${cut}.json.new`, `${cut}.jsonl.gz.new`, 'notes.json', 'README'])
      writeFileSync(path.join(place(), name), '{}');
    const beingWritten = `${'C'.repeat(16)}.jsonl.gz.new`;
    for (const name of files()) utimesSync(path.join(place(), name), 0, 0);
    writeFileSync(path.join(place(), beingWritten), '');
    await added(opened(), { owner: 'bob' });
    expect(files()).not.toContain(`${cut}.jsonl.gz`);
    expect(files().filter((name) => name.endsWith('.new'))).toEqual([beingWritten]);
    expect(files()).toEqual(expect.arrayContaining([`${id}.json`, `${id}.jsonl.gz`, 'README', 'notes.json']));
  });

  it('are not there when their note cannot be read, or is of another', async () => {
    const store = opened();
    const [first, second] = [await added(store), await added(store)];
    truncateSync(path.join(place(), `${first.id}.json`), 20);
    writeFileSync(path.join(place(), `${second.id}.json`), JSON.stringify(first));
    expect(await Promise.all([first, second].map(({ id }) => store.get(id)))).toEqual([undefined, undefined]);
    expect(await store.of('ada')).toEqual([]);
  });

  it('are refused where the folder cannot be written, and nothing stays behind', async () => {
    writeFileSync(path.join(folder, 'snapshots'), 'a file where the folder should be');
    expect(await opened().add(some(), bytes)).toEqual({
      ok: false,
      problem: expect.stringContaining('cannot be written'),
    });
  });

  it('are seen by another server on the same folder, and gone there when they are taken back here', async () => {
    const [one, other] = [opened(), opened()];
    const { id } = await added(one);
    expect((await other.get(id))?.id).toBe(id);
    await one.remove(id, 'ada');
    expect(await other.get(id)).toBeUndefined();
  });

  it('have a place that never reads outside of itself', async () => {
    await added(opened());
    writeFileSync(path.join(folder, 'secret.json'), '{}');
    expect(await inFolder(place()).note('../secret')).toBeUndefined();
  });
});
