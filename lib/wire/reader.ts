// Who reads a stream, told before its frames: what is shown is theirs, and theirs alone.

export interface StreamReader {
  readonly name: string | null;
  /** Namespaces, or cluster/namespace; null is everything. */
  readonly sees: readonly string[] | null;
  readonly farEnd: string;
}
