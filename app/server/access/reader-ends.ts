// When a reader's stream is over: with their session, and when what they may see is another. Their browser asks again by
// itself, and is answered by what holds then.
import 'server-only';
import type { AdmittedReader } from '@/lib/access/reader';
import { sightOf } from './rights';
import { isEnded } from './sessions';
import { endWhenOver } from './watched-streams';

export function endWithReader(reader: AdmittedReader, abort: AbortController): void {
  if (reader.by === 'none') return;
  endWhenOver(`reader ${JSON.stringify(reader)}`, abort, async () => !(await isAsBefore(reader)));
}

async function isAsBefore({ by, name, groups, sight, untilMs, sessionId }: AdmittedReader): Promise<boolean> {
  if (untilMs !== undefined && Date.now() >= untilMs) return false;
  if (sessionId !== undefined && isEnded(sessionId)) return false;
  // What a token lets see stands in the token.
  if (by === 'token' || name === null) return true;
  return JSON.stringify(await sightOf({ name, groups })) === JSON.stringify(sight);
}
