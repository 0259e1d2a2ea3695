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

/** Six tenths for flows, two for pictures, a good tenth for captures; the rest is what the process itself needs. */
export function shareMemory(bytes: number, clusters: number): MemoryShares {
  const each = bytes / Math.max(1, clusters);
  return {
    logBytes: Math.floor(each * 0.6),
    logFlows: 2_000_000,
    // A remembered flow takes 16 to 32 bytes.
    seenCapacity: 2 ** Math.floor(Math.log2(Math.max(16_384, each / 1_024))),
    rollupBytes: Math.floor(each * 0.2),
    maxConversations: 50_000,
    captureBytes: Math.floor(bytes * 0.12),
  };
}
