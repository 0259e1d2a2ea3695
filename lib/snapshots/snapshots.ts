// The snapshots of this server: so many, so large, and each until it expires or is taken back.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { inFolder, inMemory, type Place } from '@/lib/snapshots/place';
import { isOver, type Snapshot } from '@/lib/snapshots/snapshot';

export interface SnapshotsOptions {
  /** They lie in a folder of their own in it; null: in memory, until the process ends. */
  readonly folder: string | null;
  readonly limits?: Partial<SnapshotLimits>;
  readonly now?: () => number;
}

export interface SnapshotLimits {
  readonly snapshots: number;
  /** Of one owner. */
  readonly ofOne: number;
  /** Of all files together. */
  readonly bytes: number;
}

type NewSnapshot = Omit<Snapshot, 'version' | 'id' | 'madeMs' | 'bytes'>;

export type Kept =
  | { readonly ok: true; readonly snapshot: Snapshot }
  /** One sentence with the cure. */
  | { readonly ok: false; readonly problem: string };

export interface Snapshots {
  readonly place: Place['kind'];
  add(of: NewSnapshot, bytes: Uint8Array): Promise<Kept>;
  /** undefined for one that has expired, was taken back, or never was: nobody learns which. */
  get(id: string): Promise<Snapshot | undefined>;
  bytes(id: string): Promise<Uint8Array | undefined>;
  /** Newest first. */
  of(owner: string): Promise<readonly Snapshot[]>;
  /** False where there is none, or none of this owner. */
  remove(id: string, owner: string): Promise<boolean>;
  /** Called with the id of each that is over. */
  listen(listener: (id: string) => void): () => void;
  close(): Promise<void>;
}

const inFiles: SnapshotLimits = { snapshots: 1_000, ofOne: 200, bytes: 2 * 2 ** 30 };
const inProcess: SnapshotLimits = { snapshots: 50, ofOne: 20, bytes: 64 * 2 ** 20 };
const sweepMs = 60_000;

/** `folder` null: in memory, until the process ends. */
export function openSnapshots({ folder, limits = {}, now = Date.now }: SnapshotsOptions): Snapshots {
  const place = folder === null ? inMemory() : inFolder(path.join(folder, 'snapshots'));
  const most = { ...(folder === null ? inProcess : inFiles), ...limits };
  const listeners = new Set<(id: string) => void>();
  // What there is room for is known only when what came before is done.
  const turns = createTurns();
  void turns.take(place.tidy);
  const sweeping = setInterval(() => {
    void turns.take(sweep);
    void turns.take(place.tidy);
  }, sweepMs);
  sweeping.unref();

  async function end(id: string): Promise<void> {
    await place.remove(id);
    for (const listener of listeners) listener(id);
  }

  /** Those that are left. */
  async function sweep(): Promise<readonly Snapshot[]> {
    const all = await place.notes();
    for (const each of all) if (isOver(each, now())) await end(each.id);
    return all.filter((each) => !isOver(each, now()));
  }

  async function add(of: NewSnapshot, bytes: Uint8Array): Promise<Kept> {
    const problem = refusal(await sweep(), of.owner, bytes.length, most);
    if (problem) return { ok: false, problem };
    const id = randomBytes(12).toString('base64url');
    return keepIn(place, { ...of, version: 1, id, madeMs: now(), bytes: bytes.length }, bytes);
  }

  async function get(id: string): Promise<Snapshot | undefined> {
    const found = await place.note(id);
    return found && !isOver(found, now()) ? found : undefined;
  }

  return {
    place: place.kind,
    add: (of, bytes) => turns.take(() => add(of, bytes)),
    get,
    bytes: async (id) => ((await get(id)) ? place.bytes(id) : undefined),
    of: async (owner) =>
      (await place.notes())
        .filter((each) => each.owner === owner && !isOver(each, now()))
        .sort((a, b) => b.madeMs - a.madeMs),
    remove: (id, owner) =>
      turns.take(async () => {
        if ((await get(id))?.owner !== owner) return false;
        await end(id);
        return true;
      }),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      clearInterval(sweeping);
      await turns.over();
    },
  };
}

async function keepIn(place: Place, snapshot: Snapshot, bytes: Uint8Array): Promise<Kept> {
  try {
    await place.keep(snapshot, bytes);
    return { ok: true, snapshot };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: `The snapshot cannot be written: ${why}.` };
  }
}

/** Works one after the other; one that fails stops none of those behind it. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take<T>(work: () => Promise<T>): Promise<T> {
      const done = last.then(work);
      last = done.catch(() => {});
      return done;
    },
    over: () => last,
  };
}

function refusal(kept: readonly Snapshot[], owner: string, bytes: number, most: SnapshotLimits): string | null {
  const own = kept.filter((each) => each.owner === owner).length;
  if (own >= most.ofOne) return `You have ${own} snapshots already; take one back that is no longer needed.`;
  if (kept.length >= most.snapshots)
    return `This server keeps ${kept.length} snapshots already; one has to expire or be taken back first.`;
  const taken = kept.reduce((sum, each) => sum + each.bytes, 0);
  if (taken + bytes <= most.bytes) return null;
  const [room, size] = [most.bytes - taken, bytes].map((each) => `${(Math.max(0, each) / 2 ** 20).toFixed(1)} MiB`);
  return `The snapshot takes ${size} and there is room for ${room}; narrow the filter or the time, or take one back.`;
}
