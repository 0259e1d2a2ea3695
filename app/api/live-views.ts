// Several views on one stream: frames and refusals, each with the key its reader gave the view.
import type { SerialFrame, WatchQuery } from '@/lib/live/live';
import type { Problem } from '@/lib/wire/problem';
import { merge } from './merge';
import { toProblem } from './respond';

export interface AskedView {
  readonly key: string;
  readonly query: string;
  readonly lastId?: string | undefined;
}

export type ViewEvent =
  | { readonly key: string; readonly frame: SerialFrame }
  /** This view ends with it; the others go on. */
  | { readonly key: string; readonly problem: Problem };

export interface ViewSource {
  /** Throws what `toProblem` understands. */
  readonly read: (query: string) => WatchQuery;
  readonly watch: (query: WatchQuery, signal: AbortSignal, lastId?: string) => AsyncIterable<SerialFrame>;
}

/** Before a view that ended by itself is asked for again, where its reader would come back for a stream of its own. */
const againMs = 1_000;

export function watchViews(
  views: readonly AskedView[],
  source: ViewSource,
  signal: AbortSignal,
): AsyncGenerator<ViewEvent> {
  return merge(views.map((view) => eventsOf(view, source, signal)));
}

async function* eventsOf({ key, query, lastId }: AskedView, source: ViewSource, signal: AbortSignal) {
  let seen = lastId;
  try {
    const watched = source.read(query);
    while (!signal.aborted) {
      for await (const frame of source.watch(watched, signal, seen)) {
        seen = frame.id;
        yield { key, frame };
      }
      await pause(againMs, signal);
    }
  } catch (error) {
    yield { key, problem: toProblem(error) };
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
