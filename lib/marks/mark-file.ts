// The file that marks are kept in: read once, and written whole.
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '@/lib/disk/write-whole';
import type { DropMark } from '@/lib/drops/mark';
import { marksFile } from '@/lib/wire/mark';

export type MarksRead =
  | { readonly ok: true; readonly marks: readonly DropMark[] }
  /** One sentence. What stood there is no longer in the way: it was set aside, or cannot be read at all. */
  | { readonly ok: false; readonly problem: string };

/** Makes the folder where there is none yet; a file that is not there holds no marks. */
export async function readMarks(file: string): Promise<MarksRead> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const read = marksFile.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (read.success) return { ok: true, marks: read.data.marks };
    return setAside(file);
  } catch (error) {
    if (isMissing(error)) return { ok: true, marks: [] };
    if (error instanceof SyntaxError) return setAside(file);
    return { ok: false, problem: `${file} cannot be read: ${messageOf(error)}.` };
  }
}

/** Rejects where it cannot be written; the file that was there is as it was then. */
export async function writeMarks(file: string, marks: readonly DropMark[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const text = JSON.stringify({ version: 1, marks } satisfies MarksText);
  await writeWhole(file, `${file}.${process.pid}.new`, text);
}

interface MarksText {
  readonly version: 1;
  readonly marks: readonly DropMark[];
}

async function setAside(file: string): Promise<MarksRead> {
  const aside = `${file}.unreadable`;
  const moved = await rename(file, aside).then(
    () => ` It is kept as ${path.basename(aside)}.`,
    () => '',
  );
  return { ok: false, problem: `${file} held no marks of this version, so that none are known.${moved}` };
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** What whoever threw it says of it. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
