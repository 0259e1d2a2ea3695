// Several views on one stream: frames and refusals, each with the key its reader gave the view.
import type { SerialFrame, WatchQuery } from '@/lib/live/live';
import type { Problem } from '@/lib/wire/problem';
import { merge } from './merge';
import { toProblem } from './respond';

export interface AskedView {
  readonly key: string;
  readonly query: string;
  readonly lastId?: string | undefined;
  /** An embed token; without one the view is for whoever sends the request. */
  readonly token?: string | undefined;
}

export type ViewEvent =
  | { readonly key: string; readonly frame: SerialFrame }
  /** This view ends with either; the others go on. After `ended` it may be asked for again. */
  | { readonly key: string; readonly problem: Problem }
  | { readonly key: string; readonly ended: true };

export interface ViewSource {
  /** Throws what `toProblem` understands. */
  readonly read: (query: string) => WatchQuery;
  readonly watch: (
    query: WatchQuery,
    signal: AbortSignal,
    lastId?: string,
    token?: string,
  ) => Promise<AsyncIterable<SerialFrame>>;
}

/** Ends with its last view. */
export function watchViews(
  views: readonly AskedView[],
  source: ViewSource,
  signal: AbortSignal,
): AsyncGenerator<ViewEvent> {
  return merge(views.map((view) => eventsOf(view, source, signal)));
}

async function* eventsOf({ key, query, lastId, token }: AskedView, source: ViewSource, signal: AbortSignal) {
  try {
    for await (const frame of await source.watch(source.read(query), signal, lastId, token)) yield { key, frame };
    yield { key, ended: true as const };
  } catch (error) {
    yield { key, problem: toProblem(error, new URLSearchParams(query)) };
  }
}
