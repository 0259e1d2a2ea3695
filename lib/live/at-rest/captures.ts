// The captures that are open: a few at a time, the one used longest ago makes room.
import type { EpochMs } from '@/lib/flow/flow';
import type { CaptureSource } from '@/lib/live/at-rest/capture-source';
import { createFilesInHand } from '@/lib/live/at-rest/files-in-hand';
import { openCaptureSource } from '@/lib/live/at-rest/open-capture';

export interface Captures {
  /** `owner` is who opened it; null is nobody in particular. */
  open(id: string, name: string, chunks: AsyncIterable<Uint8Array>, owner: string | null): Promise<CaptureSource>;
  /** Finds one and notes that it is in use. */
  get(id: string): CaptureSource | undefined;
  all(): readonly CaptureSource[];
  version(): number;
  bytes(): number;
}

export interface CapturesOptions {
  /** Of all together. */
  readonly mostBytes: number;
  readonly maxConversations: number;
  readonly showSecrets?: boolean | undefined;
  readonly now: () => EpochMs;
}

const mostOpen = 8;
const mostFileBytes = 256 * 2 ** 20;
const leastInHand = 16 * 2 ** 20;

export function createCaptures({ mostBytes, maxConversations, showSecrets, now }: CapturesOptions): Captures {
  /** In the order of use, newest last. */
  const captures = new Map<string, CaptureSource>();
  let version = 0;
  const inHand = createFilesInHand({
    mostFiles: 16,
    mostBytes: Math.max(leastInHand, 2 * mostBytes),
    busy: 'Other files are being opened at this moment; open yours again.',
  });

  function makeRoom() {
    const all = [...captures.values()];
    let bytes = all.reduce((sum, capture) => sum + capture.bytes(), 0);
    for (const capture of all.slice(0, -1)) {
      if (captures.size <= mostOpen && bytes <= mostBytes) return;
      captures.delete(capture.id);
      bytes -= capture.bytes();
    }
  }

  return {
    async open(id, name, chunks, owner) {
      const limits = { mostFileBytes, mostLogBytes: mostBytes, maxConversations, showSecrets };
      const about = { id, name, owner, openedMs: now(), ...limits };
      const capture = await inHand((counted) => openCaptureSource(chunks, about, counted));
      captures.set(id, capture);
      makeRoom();
      version += 1;
      return capture;
    },
    get(id) {
      const capture = captures.get(id);
      if (!capture) return undefined;
      captures.delete(id);
      captures.set(id, capture);
      return capture;
    },
    all: () => [...captures.values()],
    version: () => version,
    bytes: () => [...captures.values()].reduce((sum, capture) => sum + capture.bytes(), 0),
  };
}
