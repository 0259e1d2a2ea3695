import { describe, expect, it } from 'vitest';
import type { SerialFrame, WatchQuery } from '@/lib/live/live';
import { type ViewEvent, watchViews } from './live-views';
import { readWatch } from './request';

const read = (query: string) => readWatch(new URL(`http://eyepiece/?${query}`));
const frameOf = (id: string): SerialFrame => ({ id, body: { bytes: Buffer.from(`{"id":"${id}"}\n\n`) } });

/** A server whose views each give the frames of one list, and then wait or end. */
function server(lists: string[][], end: 'wait' | 'end' = 'wait') {
  const watched: { query: WatchQuery; lastId?: string; token?: string; signal: AbortSignal }[] = [];
  async function watch(query: WatchQuery, signal: AbortSignal, lastId?: string, token?: string) {
    const ids = lists[watched.length] ?? [];
    watched.push({ query, lastId, token, signal });
    return frames(ids, signal);
  }
  async function* frames(ids: readonly string[], signal: AbortSignal) {
    for (const id of ids) yield frameOf(id);
    if (end === 'end' || signal.aborted) return;
    await new Promise<void>((done) => signal.addEventListener('abort', () => done()));
  }
  return { watched, source: { read, watch } };
}

async function take(events: AsyncGenerator<ViewEvent>, count: number): Promise<ViewEvent[]> {
  const found: ViewEvent[] = [];
  while (found.length < count) {
    const next = await events.next();
    if (next.done) break;
    found.push(next.value);
  }
  return found;
}

describe('several views on one stream', () => {
  it('tell of each frame which view it belongs to', async () => {
    const { source, watched } = server([['v1:1'], ['v2:8']]);
    const abort = new AbortController();
    const views = [
      { key: 'a', query: 'want=map' },
      { key: 'b', query: 'want=flows&rows=10', lastId: 'v2:7' },
    ];
    const events = watchViews(views, source, abort.signal);
    expect(await take(events, 2)).toEqual([
      { key: 'a', frame: frameOf('v1:1') },
      { key: 'b', frame: frameOf('v2:8') },
    ]);
    expect(watched.map(({ query, lastId }) => [query.wants, lastId])).toEqual([
      [['map'], undefined],
      [['flows'], 'v2:7'],
    ]);
    abort.abort();
    await take(events, 2);
    expect((await events.next()).done).toBe(true);
  });

  it('are each watched with the token of their own', async () => {
    const { source, watched } = server([['v1:1'], ['v2:1'], ['v3:1']]);
    const views = [
      { key: 'a', query: 'want=map', token: 'one' },
      { key: 'b', query: 'want=map', token: 'two' },
      { key: 'c', query: 'want=map' },
    ];
    await take(watchViews(views, source, new AbortController().signal), 3);
    expect(watched.map(({ token }) => token)).toEqual(['one', 'two', undefined]);
  });

  it('refuse one and go on with the others', async () => {
    const { source } = server([['v1:1']]);
    const events = watchViews(
      [
        { key: 'bad', query: 'q=nonsense%3Ax' },
        { key: 'good', query: '' },
      ],
      source,
      new AbortController().signal,
    );
    const found = await take(events, 2);
    expect(found).toContainEqual({ key: 'good', frame: frameOf('v1:1') });
    expect(found).toContainEqual({
      key: 'bad',
      problem: expect.objectContaining({ status: 400, type: 'urn:eyepiece:problem:bad-filter' }),
    });
  });

  it('end with the last of them, each telling that it did', async () => {
    const { source } = server([['v1:1'], []], 'end');
    const views = ['a', 'b'].map((key) => ({ key, query: '' }));
    const found = await take(watchViews(views, source, new AbortController().signal), 9);
    expect(found.filter((event) => 'ended' in event).map(({ key }) => key)).toEqual(expect.arrayContaining(['a', 'b']));
    expect(found).toHaveLength(3);
  });
});
