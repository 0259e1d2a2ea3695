// Marks of drop groups for the whole team: few, small, and kept in one file, or in memory where there is no place for it.
import { type DropMark, isOver, type LoudReason } from '@/lib/drops/mark';
import type { EpochMs } from '@/lib/flow/flow';
import { messageOf, readMarks, writeMarks } from '@/lib/marks/mark-file';
import type { MarksKept } from '@/lib/wire/mark';

export const mostMarks = 1_000;

export interface MarksOptions {
  /** Where they are kept; null: in memory, until the process ends. */
  readonly file: string | null;
  readonly now?: () => EpochMs;
  /** How often marks that are over are taken out, and what could not be written is written again. */
  readonly tidyMs?: number;
}

export interface MarkStore {
  /** Those that are not over, in the order in which they were made. */
  all(): readonly DropMark[];
  kept(): MarksKept;
  /** In place of an earlier one of the same group; false where there is no room for another. Resolves once it is kept. */
  set(mark: DropMark): Promise<boolean>;
  /** False where there was none. */
  remove(group: string): Promise<boolean>;
  /** The acknowledged group is loud from now on. */
  wake(group: string, why: LoudReason): Promise<void>;
  /** Called after every change, and at the start with what the file held. */
  listen(listener: (marks: readonly DropMark[]) => void): () => void;
  close(): Promise<void>;
}

const usualTidyMs = 5_000;

export async function openMarks({ file, now = Date.now, tidyMs = usualTidyMs }: MarksOptions): Promise<MarkStore> {
  const read = file === null ? null : await readMarks(file);
  const marks = new Map((read?.ok ? read.marks : []).map((mark) => [mark.group, mark]));
  let problem = read?.ok === false ? read.problem : null;
  const listeners = new Set<(marks: readonly DropMark[]) => void>();
  let writing: Promise<void> = Promise.resolve();
  let stale = false;
  let unsaved = false;

  const tidying = setInterval(() => void tidy(), tidyMs);
  tidying.unref();

  function all(): readonly DropMark[] {
    return [...marks.values()].filter((mark) => !isOver(mark, now()));
  }

  async function tidy(): Promise<void> {
    const over = [...marks.values()].filter((mark) => isOver(mark, now()));
    for (const { group } of over) marks.delete(group);
    if (over.length > 0) await changed();
    else if (unsaved) await save();
  }

  /** Tells first: a reader need not wait for a disk. */
  async function changed(): Promise<void> {
    for (const listener of listeners) listener(all());
    await save();
  }

  /** What a disk did not take is offered again, whoever changes something or not. */
  async function save(): Promise<void> {
    if (file === null) return;
    stale = true;
    writing = writing.then(async () => {
      if (!stale) return;
      stale = false;
      problem = await writeMarks(file, all()).then(
        () => null,
        (error) => `${file} cannot be written: ${messageOf(error)}.`,
      );
      unsaved = problem !== null;
    });
    await writing;
  }

  return {
    all,
    kept: () => ({ in: file === null || problem !== null ? 'memory' : 'file', problem }),
    async set(mark) {
      // Taken out first, so that it stands where the newest stand.
      const isNew = !marks.delete(mark.group);
      if (isNew && all().length >= mostMarks) return false;
      marks.set(mark.group, mark);
      await changed();
      return true;
    },
    async remove(group) {
      if (!marks.delete(group)) return false;
      await changed();
      return true;
    },
    async wake(group, why) {
      const mark = marks.get(group);
      if (mark?.kind !== 'acknowledged' || mark.loud) return;
      marks.set(group, { ...mark, loud: { atMs: now(), why } });
      await changed();
    },
    listen(listener) {
      listeners.add(listener);
      listener(all());
      return () => listeners.delete(listener);
    },
    async close() {
      clearInterval(tidying);
      await writing;
    },
  };
}
