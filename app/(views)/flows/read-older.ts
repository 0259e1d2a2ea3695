// Flows older than the rows that the stream has brought, page after page.
import { rowLimit, timeOf } from '@/lib/feed/content';
import type { Feed } from '@/lib/feed/feed';
import { withOlder } from '@/lib/feed/older';
import type { Flow, FlowId } from '@/lib/flow/flow';

export interface Page {
  readonly flows: readonly Flow[];
  readonly next: string | null;
}

/** Where to go on behind a row; `next` null: nothing is behind it. */
export interface Mark {
  readonly id: FlowId;
  readonly next: string | null;
}

export interface OlderAsked {
  readonly feed: Pick<Feed, 'getSnapshot' | 'amend'>;
  /** A page of the view, of the span and from the cursor that the query names. */
  readonly ask: (query: URLSearchParams) => Promise<Page>;
  /** Of the page before. */
  readonly mark: Mark | null;
  /** Rows that are wanted in all. */
  readonly rows: number;
  readonly signal: AbortSignal;
}

const pageSize = 1_000;
const mostPages = rowLimit / pageSize + 1;

/** Adds pages to the rows of the feed until there are so many, or no more. Rejects with what the server says, or aborted. */
export async function readOlder({ feed, ask, mark, rows, signal }: OlderAsked): Promise<Mark | null> {
  let behind = mark;
  for (let page = 0; page < mostPages; page += 1) {
    const { content } = feed.getSnapshot();
    const held = content?.flows?.rows ?? [];
    const oldest = held.at(-1);
    if (!content || !oldest || held.length >= rows) return behind;
    const query = new URLSearchParams({ limit: String(pageSize), from: isoOf(content.fromMs) });
    query.set('to', isoOf(Math.min(content.toMs, Math.ceil(timeOf(oldest)))));
    if (behind?.id === oldest.id && behind.next !== null) query.set('cursor', behind.next);
    const { flows, next } = await ask(query);
    signal.throwIfAborted();
    feed.amend((now) => withOlder(now, flows));
    behind = { id: feed.getSnapshot().content?.flows?.rows.at(-1)?.id ?? oldest.id, next };
    if (next === null) return behind;
  }
  return behind;
}

const isoOf = (atMs: number): string => new Date(atMs).toISOString();
