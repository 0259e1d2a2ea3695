// The one store of marks in this process, and what makes acknowledged groups loud again. Start-up and routes may be
// bundled apart, so it hangs on globalThis.
import 'server-only';
import path from 'node:path';
import { changedDrops, dropsWindowMs } from '@/app/server/changed-drops';
import { config } from '@/app/server/config';
import { getLive } from '@/app/server/live';
import { worstMinute } from '@/lib/drops/mark';
import type { Filter } from '@/lib/filter/filter';
import { type MarkStore, openMarks } from '@/lib/marks/marks';
import { startWaker, type Waker } from '@/lib/marks/waker';

interface TeamMarks {
  readonly store: MarkStore;
  readonly waker: Waker;
}

const key = Symbol.for('eyepiece.marks');
const home = globalThis as typeof globalThis & { [key]?: Promise<TeamMarks> };

/** Read from the file at the first call; readers are told of them from then on. */
export async function getMarks(): Promise<MarkStore> {
  home[key] ??= start();
  return (await home[key]).store;
}

export async function closeMarks(): Promise<void> {
  const open = await home[key];
  await open?.waker.close();
  await open?.store.close();
}

/** Denials of its worst minute, as far as they are held; 0 for a group that is not there now. */
export async function worstMinuteOf(group: string): Promise<number> {
  const asked = { filter: refused, fromMs: Date.now() - dropsWindowMs };
  const answer = await getLive()
    .drops(asked)
    .catch(() => null);
  const found = answer?.groups.find(({ id }) => id === group);
  return found ? worstMinute(found) : 0;
}

const refused: Filter = { tokens: [{ key: 'verdict', side: 'either', not: false, values: ['denied'] }] };

async function start(): Promise<TeamMarks> {
  const folder = config().dataDir;
  const store = await openMarks({ file: folder && path.join(folder, 'marks.json') });
  store.listen((marks) => void getLive().mark(marks));
  return { store, waker: startWaker({ marks: store, groups: (signal) => changedDrops(refused, signal) }) };
}
