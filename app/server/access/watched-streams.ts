// Open streams that may have to end before their readers leave: why they are open is looked at again every few seconds.
import 'server-only';

interface Watched {
  readonly isOver: () => Promise<boolean>;
  readonly open: Set<AbortController>;
}

const key = Symbol.for('eyepiece.watched-streams');
const home = globalThis as typeof globalThis & { [key]?: Map<string, Watched> };

/** A stream ends within this time, and that of finding out. */
const everyMs = 2_000;
const atOnce = 16;

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
  let isLooking = false;
  setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    await lookAgain(watched);
    isLooking = false;
  }, everyMs).unref();
  return watched;
}

/** Some at once: where finding out takes long, those behind do not go on meanwhile as if nothing were over. */
async function lookAgain(watched: ReadonlyMap<string, Watched>): Promise<void> {
  const rest = [...watched.values()].values();
  const lookOn = async () => {
    for (const { isOver, open } of rest) {
      if (await isOver().catch(() => true)) for (const abort of [...open]) abort.abort();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lookOn));
}

function forget(watched: Map<string, Watched>, reason: string, abort: AbortController): void {
  const one = watched.get(reason);
  one?.open.delete(abort);
  if (one?.open.size === 0) watched.delete(reason);
}
