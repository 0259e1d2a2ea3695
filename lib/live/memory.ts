// How the memory the server may use is shared out.

export interface MemoryShares {
  /** What all that is held may take together; the rest is the process's own. */
  readonly heldBytes: number;
  /** Of one cluster. */
  readonly logBytes: number;
  readonly logFlows: number;
  /** Flows remembered, for telling repeats. */
  readonly seenCapacity: number;
  /** Of the rollup of one cluster. */
  readonly rollupBytes: number;
  readonly maxConversations: number;
  /** Of what is remembered of pods, of one cluster. */
  readonly podBytes: number;
  /** Of all opened captures together. */
  readonly captureBytes: number;
  /** Of the rollups of filters that the clusters' own cannot answer, all together. */
  readonly privateRollupBytes: number;
  /** Of the frames of all views. */
  readonly frameBytes: number;
}

/** What the process itself takes at 20 000 flows/s: Node, Next, and flows and frames on their way. Measured. */
const processBytes = 272 * 1024 * 1024;

/** Some 20 000 pods with a dozen labels each. */
const mostPodBytes = 16 * 1024 * 1024;

/**
 * Of what the process leaves, a third is for flows, a quarter for pictures and an eighth for captures; pictures of
 * filters, frames, what tells repeats and names share the rest. Where there is hardly more than the process takes, it is
 * a third of all. Flows and pictures get less while the others need more: see memory-guard.ts.
 */
export function shareMemory(bytes: number, clusters: number): MemoryShares {
  const ours = Math.max(bytes / 3, bytes - processBytes);
  const each = ours / Math.max(1, clusters);
  return {
    heldBytes: Math.floor(ours),
    logBytes: Math.floor(each / 3),
    logFlows: 2_000_000,
    // A remembered flow takes 16 to 32 bytes.
    seenCapacity: 2 ** Math.floor(Math.log2(Math.max(16_384, each / 448))),
    rollupBytes: Math.floor(each / 4),
    maxConversations: 50_000,
    podBytes: Math.floor(Math.min(mostPodBytes, each / 24)),
    captureBytes: Math.floor(ours / 8),
    privateRollupBytes: Math.floor(ours / 8),
    frameBytes: Math.floor(ours / 12),
  };
}
