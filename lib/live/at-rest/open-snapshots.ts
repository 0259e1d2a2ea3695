// Snapshots that somebody looks at: opened from their files, the one used longest ago makes room.

import { statusOfFrozen } from '@/lib/live/at-rest/bundle-source';
import { type Thawed, thaw } from '@/lib/live/at-rest/thaw';
import { LiveError } from '@/lib/live/error';
import type { ClusterStatus } from '@/lib/live/live';
import { noSuchSnapshot, snapshotPrefix } from '@/lib/live/scope';

export interface OpenSnapshots {
  /** Rejects with FrozenError, or `no-such-snapshot` where it is not open and there is no file. */
  open(id: string, file?: Uint8Array): Promise<ClusterStatus>;
  close(id: string): void;
  /** Finds one and notes that it is in use. */
  get(id: string): Thawed | undefined;
  bytes(): number;
}

export interface OpenSnapshotsOptions {
  /** Of all together; a single one may take as much. */
  readonly mostBytes: number;
  readonly maxConversations: number;
  readonly showSecrets?: boolean | undefined;
  newId(): string;
}

const mostOpen = 8;

export function createOpenSnapshots({ newId, ...options }: OpenSnapshotsOptions): OpenSnapshots {
  /** In the order of use, newest last. */
  const snapshots = new Map<string, Thawed>();
  const opening = new Map<string, Promise<Thawed>>();
  const bytes = () => [...snapshots.values()].reduce((sum, each) => sum + each.bytes(), 0);

  function makeRoom() {
    for (const id of [...snapshots.keys()].slice(0, -1)) {
      if (snapshots.size <= mostOpen && bytes() <= options.mostBytes) return;
      snapshots.delete(id);
    }
  }

  async function read(id: string, file: Uint8Array): Promise<Thawed> {
    // Cursors and views of one that was closed and opened again are not those of before.
    const thawed = await thaw(oneChunk(file), { ...options, id: newId() });
    snapshots.set(id, thawed);
    makeRoom();
    return thawed;
  }

  /** Two readers who come at once wait for the same. */
  async function begin(id: string, file: Uint8Array | undefined): Promise<Thawed> {
    const known = opening.get(id);
    if (known) return known;
    if (!file) throw new LiveError('no-such-snapshot', noSuchSnapshot);
    const begun = read(id, file).finally(() => opening.delete(id));
    opening.set(id, begun);
    return begun;
  }

  function get(id: string): Thawed | undefined {
    const found = snapshots.get(id);
    if (!found) return undefined;
    snapshots.delete(id);
    snapshots.set(id, found);
    return found;
  }

  return {
    async open(id, file) {
      const thawed = get(id) ?? (await begin(id, file));
      const { atMs } = thawed.head;
      const address = `Snapshot of ${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
      return statusOfFrozen(thawed, { cluster: snapshotPrefix + id, source: 'snapshot', address });
    },
    close: (id) => void snapshots.delete(id),
    get,
    bytes,
  };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
