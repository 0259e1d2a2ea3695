// How the memory the server may use is shared out.

export interface MemoryShares {
  /** Of one cluster. */
  readonly logBytes: number;
  readonly logFlows: number;
  /** Flows remembered, for telling repeats. */
  readonly seenCapacity: number;
  /** Of the rollup of one cluster. */
  readonly rollupBytes: number;
  readonly maxConversations: number;
  /** Of all opened captures together. */
  readonly captureBytes: number;
}

/** What the process itself takes at 20 000 flows/s: Node, Next, and flows and frames on their way. Measured. */
const processBytes = 272 * 1024 * 1024;

/**
 * Of what the process leaves, a third is for flows, a quarter for pictures and an eighth for captures; what tells
 * repeats, frames and names share the rest. Where there is hardly more than the process takes, it is a third of all.
 */
export function shareMemory(bytes: number, clusters: number): MemoryShares {
  const ours = Math.max(bytes / 3, bytes - processBytes);
  const each = ours / Math.max(1, clusters);
  return {
    logBytes: Math.floor(each / 3),
    logFlows: 2_000_000,
    // A remembered flow takes 16 to 32 bytes.
    seenCapacity: 2 ** Math.floor(Math.log2(Math.max(16_384, each / 448))),
    rollupBytes: Math.floor(each / 4),
    maxConversations: 50_000,
    captureBytes: Math.floor(ours / 8),
  };
}
