import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFrame, type FeedContent } from '@/lib/feed/content';
import { silentFeed } from '@/lib/feed/feed';
import type { Flow } from '@/lib/flow/flow';
import { sampleFlow } from '@/lib/flow/sample';
import { type OlderAsked, type Page, readOlder } from './read-older';

/** Newest first. Flows of one moment stand in the order of the log. */
const logOf = (times: readonly number[]): readonly Flow[] =>
  times
    .map((timeMs, index) => sampleFlow({ id: `${index}`, timeMs }))
    .sort((a, b) => (b.timeMs ?? 0) - (a.timeMs ?? 0));

/** A server that keeps `log`, and a page that was sent the newest `sent` of it. */
function stage(log: readonly Flow[], sent: number, pageSize: number) {
  const asked: URLSearchParams[] = [];
  let content: FeedContent = contentOf(log, sent);
  const feed: OlderAsked['feed'] = {
    getSnapshot: () => ({ ...silentFeed, content }),
    amend(change) {
      content = change(content);
    },
  };
  async function ask(query: URLSearchParams): Promise<Page> {
    asked.push(query);
    const before = Date.parse(query.get('to') ?? '');
    const cursor = query.get('cursor');
    const from = cursor === null ? log.findIndex(({ timeMs = 0 }) => timeMs <= before) : Number(cursor);
    if (from < 0) return { flows: [], next: null };
    const end = from + pageSize;
    return { flows: log.slice(from, end), next: end < log.length ? `${end}` : null };
  }
  return { asked, feed, ask, rows: () => content.flows?.rows ?? [] };
}

function contentOf(log: readonly Flow[], sent: number): FeedContent {
  const instant = new Date(10_000).toISOString();
  const flows = {
    rows: log.slice(0, sent),
    unsent: log.length - sent,
    matched: log.length,
    hidden: 0,
    hiddenDenials: 0,
  };
  const frame = { id: '1', at: instant, from: new Date(0).toISOString(), to: instant, complete: true, gaps: [] };
  return applyFrame(null, { ...frame, reset: true, flows });
}

const { signal } = new AbortController();

describe('rows older than those that were sent', () => {
  it('come all, in the order of the log, each once, also where many are of one moment', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        times,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 3, max: 9 }),
        async (all, sent, size) => {
          const log = logOf(all);
          const { feed, ask, rows } = stage(log, sent, size);
          const mark = await readOlder({ feed, ask, mark: null, rows: 1_000, signal });
          expect(rows()).toEqual(log);
          expect(mark?.next).toBeNull();
        },
      ),
    );
  });

  it('go on where the page before ended, and no further than wanted', async () => {
    const log = logOf(Array.from({ length: 30 }, () => 5));
    const { feed, ask, rows, asked } = stage(log, 4, 10);
    const mark = await readOlder({ feed, ask, mark: null, rows: 8, signal });
    expect(rows()).toHaveLength(10);
    await readOlder({ feed, ask, mark, rows: 15, signal });
    expect(rows()).toEqual(log.slice(0, 20));
    expect(asked.map((query) => query.get('cursor'))).toEqual([null, '10']);
  });

  it('are asked for by time again where the stream began anew', async () => {
    const log = logOf([9, 8, 7, 6, 5, 4, 3]);
    const { feed, ask, rows, asked } = stage(log, 2, 3);
    await readOlder({ feed, ask, mark: { id: 'of before', next: '5' }, rows: 3, signal });
    expect(asked.map((query) => query.get('cursor'))).toEqual([null]);
    expect(rows()).toEqual(log.slice(0, 4));
  });

  it('are not added to what is shown once the view was left', async () => {
    const abort = new AbortController();
    const { feed, ask, rows } = stage(logOf([3, 2, 1]), 1, 10);
    const reading = readOlder({ feed, ask, mark: null, rows: 9, signal: abort.signal });
    abort.abort();
    await expect(reading).rejects.toThrow();
    expect(rows()).toHaveLength(1);
  });
});
