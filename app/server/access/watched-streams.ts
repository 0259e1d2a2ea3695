// Open streams that may have to end before their readers leave: why they are open is looked at again every few seconds.
import 'server-only';

interface Watched {
  readonly isOver: () => Promise<boolean>;
  readonly open: Set<AbortController>;
}

const key = Symbol.for('eyepiece.watched-streams');
const home = globalThis as typeof globalThis & { [key]?: Map<string, Watched> };

/** A stream ends within this time. */
const everyMs = 2_000;

/**
 * Ends a stream, by aborting it, once what it is open for is over, or cannot be found out. Looked at once for all streams
 * of the same reason. `abort` is to be aborted when the stream has ended, however it did.
 */
export function endWhenOver(reason: string, abort: AbortController, isOver: Watched['isOver']): void {
  if (abort.signal.aborted) return;
  const watched = begun();
  const one = watched.get(reason) ?? { isOver, open: new Set() };
  watched.set(reason, one);
  one.open.add(abort);
  abort.signal.addEventListener('abort', () => forget(watched, reason, abort), { once: true });
}

function begun(): Map<string, Watched> {
  if (home[key]) return home[key];
  const watched = new Map<string, Watched>();
  home[key] = watched;
  setInterval(() => void lookAgain(watched), everyMs).unref();
  return watched;
}

async function lookAgain(watched: ReadonlyMap<string, Watched>): Promise<void> {
  for (const { isOver, open } of [...watched.values()]) {
    if (await isOver().catch(() => true)) for (const abort of [...open]) abort.abort();
  }
}

function forget(watched: Map<string, Watched>, reason: string, abort: AbortController): void {
  const one = watched.get(reason);
  one?.open.delete(abort);
  if (one?.open.size === 0) watched.delete(reason);
}
