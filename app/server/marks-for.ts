// Marks of drop groups for one reader: those of groups that they see as whoever set them did.
import 'server-only';
import { getMarks, worstMinuteOf } from '@/app/server/marks';
import type { DropMark } from '@/lib/drops/mark';
import type { MarkStore } from '@/lib/marks/marks';
import { createLens } from '@/lib/sight/lens';
import type { Reader } from '@/lib/sight/reader';
import { seesEverything } from '@/lib/sight/sight';

export interface ReaderMarks extends Pick<MarkStore, 'all' | 'kept' | 'set' | 'remove'> {
  /** Whether there can be such a group for them. */
  has(group: string): boolean;
  /** Denials of its worst minute, as far as they are held; 0 for a group that is not there now. */
  worstMinuteOf(group: string): Promise<number>;
}

export async function marksFor({
  name,
  sight,
  within,
}: Pick<Reader, 'name' | 'sight' | 'within'>): Promise<ReaderMarks> {
  const marks = await getMarks();
  const lens = createLens(sight);
  const has = (group: string) => within === undefined && (seesEverything(sight) || lens.conversation(group));
  return {
    has,
    all: () => marks.all().filter(({ group }: DropMark) => has(group)),
    kept: marks.kept,
    worstMinuteOf: async (group) => (has(group) ? worstMinuteOf(group) : 0),
    // Whoever signed in can sign by no other name.
    set: async (mark) => has(mark.group) && marks.set({ ...mark, author: name ?? mark.author }),
    remove: async (group) => has(group) && marks.remove(group),
  };
}
