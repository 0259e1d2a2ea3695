// Where snapshots lie: each as the file of its view and a note beside it. A note is written last and removed first, so
// that whatever ends in between leaves nothing that looks whole.
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '@/lib/disk/write-whole';
import { isId, type Snapshot, snapshotNote } from '@/lib/snapshots/snapshot';

/** Where snapshots are kept, by id; an id that is none of ours is nowhere. */
export interface Place {
  readonly kind: 'file' | 'memory';
  /** undefined where there is none, or none that can be read. */
  note(id: string): Promise<Snapshot | undefined>;
  notes(): Promise<readonly Snapshot[]>;
  bytes(id: string): Promise<Uint8Array | undefined>;
  /** Rejects where it cannot be written; nothing is left then. */
  keep(note: Snapshot, bytes: Uint8Array): Promise<void>;
  remove(id: string): Promise<void>;
  /** Takes away what an end in the middle of a write has left. */
  tidy(): Promise<void>;
}

/** Lost with the process. */
export function inMemory(): Place {
  const kept = new Map<string, { readonly note: Snapshot; readonly bytes: Uint8Array }>();
  return {
    kind: 'memory',
    note: async (id) => kept.get(id)?.note,
    notes: async () => [...kept.values()].map(({ note }) => note),
    bytes: async (id) => kept.get(id)?.bytes,
    keep: async (note, bytes) => void kept.set(note.id, { note, bytes }),
    remove: async (id) => void kept.delete(id),
    tidy: async () => {},
  };
}

const noteEnd = '.json';
const viewEnd = '.jsonl.gz';

/** Files that outlive the process; several servers may share the folder. */
export function inFolder(folder: string): Place {
  const at = (id: string, end: string) => path.join(folder, id + end);

  /** Names that are none of ours are left alone. */
  async function ids(end: string): Promise<readonly string[]> {
    const names = await readdir(folder).catch(() => []);
    return names
      .filter((name) => name.endsWith(end) && isId(name.slice(0, -end.length)))
      .map((name) => name.slice(0, -end.length));
  }

  async function note(id: string): Promise<Snapshot | undefined> {
    if (!isId(id)) return undefined;
    const text = await readFile(at(id, noteEnd), 'utf8').catch(() => '');
    const read = snapshotNote.safeParse(parsed(text));
    return read.success && read.data.id === id ? read.data : undefined;
  }

  async function remove(id: string): Promise<void> {
    if (!isId(id)) return;
    for (const end of [noteEnd, viewEnd]) await rm(at(id, end), { force: true });
  }

  return {
    kind: 'file',
    note,
    notes: async () => (await Promise.all((await ids(noteEnd)).map(note))).filter((each) => each !== undefined),
    bytes: (id) => (isId(id) ? readFile(at(id, viewEnd)).catch(() => undefined) : Promise.resolve(undefined)),
    async keep(kept, bytes) {
      await mkdir(folder, { recursive: true });
      try {
        await write(at(kept.id, viewEnd), bytes);
        await write(at(kept.id, noteEnd), JSON.stringify(kept));
      } catch (error) {
        await remove(kept.id).catch(() => {});
        throw error;
      }
    },
    remove,
    async tidy() {
      const noted = new Set(await ids(noteEnd));
      const unnoted = (await ids(viewEnd)).filter((id) => !noted.has(id)).map((id) => at(id, viewEnd));
      const ofEnd = async (end: string) => (await ids(end)).map((id) => at(id, end));
      const begun = await Promise.all([noteEnd + unfinished, viewEnd + unfinished].map(ofEnd));
      for (const file of [...unnoted, ...begun.flat()]) if (await isLeft(file)) await rm(file, { force: true });
    },
  };
}

const unfinished = '.new';

/** Another server on the same folder may be writing. */
const longestWriteMs = 600_000;

async function isLeft(file: string): Promise<boolean> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
  return Date.now() - mtimeMs > longestWriteMs;
}

const write = (file: string, content: Uint8Array | string) => writeWhole(file, file + unfinished, content);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
