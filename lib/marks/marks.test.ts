import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DropMark } from '@/lib/drops/mark';
import { type MarkStore, mostMarks, openMarks } from './marks';

let folder = '';
const open: MarkStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'eyepiece-marks-'));
});
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  rmSync(folder, { recursive: true });
});

const file = () => path.join(folder, 'data', 'marks.json');

async function opened(at: string | null = file(), now = () => 1_000): Promise<MarkStore> {
  const store = await openMarks({ file: at, now });
  open.push(store);
  return store;
}

const mark = (group: string, more: Partial<DropMark> = {}): DropMark => ({
  group,
  kind: 'acknowledged',
  note: 'known <b>',
  author: 'Ada',
  atMs: 1,
  untilMs: null,
  perMinute: 4,
  ...more,
});

const groups = (store: MarkStore) => store.all().map(({ group }) => group);

describe('marks in a file', () => {
  it('are there again after a restart, in the order in which they were made', async () => {
    const store = await opened();
    await store.set(mark('a'));
    await store.set(mark('b', { kind: 'muted', untilMs: 5_000 }));
    await store.set(mark('a', { note: 'again' }));
    const again = await opened();
    expect(again.all()).toEqual([mark('b', { kind: 'muted', untilMs: 5_000 }), mark('a', { note: 'again' })]);
    expect(again.kept()).toEqual({ in: 'file', problem: null });
  });

  it('leave nothing beside the file, and the file to its owner', async () => {
    const store = await opened();
    await Promise.all(['a', 'b', 'c', 'd'].map((group) => store.set(mark(group))));
    expect(readdirSync(path.dirname(file()))).toEqual(['marks.json']);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file(), 'utf8')).marks).toHaveLength(4);
  });

  it('are gone once they are taken back or run out', async () => {
    const now = vi.fn(() => 1_000);
    const store = await opened(file(), now);
    await store.set(mark('a'));
    await store.set(mark('b', { kind: 'muted', untilMs: 2_000 }));
    expect(await store.remove('a')).toBe(true);
    expect(await store.remove('a')).toBe(false);
    now.mockReturnValue(2_000);
    expect(store.all()).toEqual([]);
  });

  it('stand aside where they cannot be read, and begin anew', async () => {
    for (const text of ['{"version":1,"marks":[{"group":3}]}', '{"version":', '', '[]']) {
      writeFileSync(path.join(folder, 'marks.json'), text);
      const store = await opened(path.join(folder, 'marks.json'));
      expect(store.all()).toEqual([]);
      expect(store.kept()).toMatchObject({ in: 'memory', problem: expect.stringContaining('marks.json.unreadable') });
      expect(readFileSync(path.join(folder, 'marks.json.unreadable'), 'utf8')).toBe(text);
      await store.set(mark('a'));
      expect(store.kept()).toEqual({ in: 'file', problem: null });
    }
  });

  it('are kept in memory while the file cannot be written, and say so', async () => {
    writeFileSync(path.join(folder, 'data'), 'a file where the folder should be');
    const store = await opened();
    await store.set(mark('a'));
    expect(groups(store)).toEqual(['a']);
    expect(store.kept()).toMatchObject({ in: 'memory', problem: expect.stringContaining('cannot be written') });
  });

  it('are written by themselves once the disk takes them again', async () => {
    writeFileSync(path.join(folder, 'data'), 'a file where the folder should be');
    const store = await openMarks({ file: file(), tidyMs: 10 });
    open.push(store);
    await store.set(mark('a'));
    rmSync(path.join(folder, 'data'));
    await vi.waitFor(() => expect(store.kept()).toEqual({ in: 'file', problem: null }));
    expect(JSON.parse(readFileSync(file(), 'utf8')).marks).toHaveLength(1);
  });
});

describe('marks without a file', () => {
  it('hold until the end of the process', async () => {
    const store = await opened(null);
    await store.set(mark('a'));
    expect(groups(store)).toEqual(['a']);
    expect(store.kept()).toEqual({ in: 'memory', problem: null });
  });

  it('are bounded, and one that is there can still be changed', async () => {
    const store = await opened(null);
    for (let n = 0; n < mostMarks; n++) await store.set(mark(`g${n}`));
    expect(await store.set(mark('one more'))).toBe(false);
    expect(await store.set(mark('g3', { note: 'changed' }))).toBe(true);
    expect(store.all()).toHaveLength(mostMarks);
  });
});

describe('whoever listens', () => {
  it('is told at once, and after every change, until it leaves', async () => {
    const store = await opened(null);
    await store.set(mark('a'));
    const heard: string[] = [];
    const leave = store.listen((marks) => heard.push(marks.map(({ group }) => group).join()));
    await store.set(mark('b'));
    await store.remove('a');
    leave();
    await store.set(mark('c'));
    expect(heard).toEqual(['a', 'a,b', 'b']);
  });
});

describe('a group that is loud again', () => {
  it('says when and why, once', async () => {
    const store = await opened(null, () => 7_000);
    await store.set(mark('a'));
    await store.set(mark('b', { kind: 'muted' }));
    for (const group of ['a', 'b', 'none']) await store.wake(group, 'rose');
    await store.wake('a', 'returned');
    expect(store.all().map(({ loud }) => loud)).toEqual([{ atMs: 7_000, why: 'rose' }, undefined]);
  });
});
