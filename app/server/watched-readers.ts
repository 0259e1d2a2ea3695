// Readers of open streams, looked at again every few seconds: a stream ends with its reader's session, and when what
// they may see is another. Their browser asks again by itself, and is answered by what holds then.
import 'server-only';
import type { Reader } from '@/lib/access/reader';
import { sightOf } from './rights';
import { isEnded } from './sessions';

interface Watched {
  readonly reader: Reader;
  readonly abort: AbortController;
}

const key = Symbol.for('eyepiece.watched-readers');
const home = globalThis as typeof globalThis & { [key]?: Set<Watched> };

const everyMs = 2_000;

export function endWith(reader: Reader, abort: AbortController): void {
  if (reader.by === 'none' || abort.signal.aborted) return;
  const watched = begun();
  const one = { reader, abort };
  watched.add(one);
  abort.signal.addEventListener('abort', () => watched.delete(one), { once: true });
}

function begun(): Set<Watched> {
  if (home[key]) return home[key];
  const watched = new Set<Watched>();
  home[key] = watched;
  setInterval(() => void lookAgain(watched), everyMs).unref();
  return watched;
}

async function lookAgain(watched: ReadonlySet<Watched>): Promise<void> {
  for (const { reader, abort } of [...watched]) {
    if (!(await isAsBefore(reader).catch(() => false))) abort.abort();
  }
}

async function isAsBefore({ by, name, groups, sight, untilMs, sessionId }: Reader): Promise<boolean> {
  if (untilMs !== undefined && Date.now() >= untilMs) return false;
  if (sessionId !== undefined && isEnded(sessionId)) return false;
  // What a token lets see stands in the token.
  if (by === 'token' || name === null) return true;
  return JSON.stringify(await sightOf({ name, groups })) === JSON.stringify(sight);
}
