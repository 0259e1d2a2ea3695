// The files that are being read, or made. What comes of one is held before any figure counts it, so that they are few, and
// take little together.
import { LiveError } from '@/lib/live/error';

/** Counts what passes, and ends with `captures-busy` where that is too much beside other files. */
export type Counted = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

export interface FilesInHandOptions {
  readonly mostFiles: number;
  /** Of several together; one that is alone is as long as it likes. */
  readonly mostBytes?: number;
  /** What is said to those that have to wait, in a sentence. */
  readonly busy: string;
}

/** Works on one file among others; the bytes that `work` passes through `counted` are those that count. Rejects with `captures-busy`. */
export function createFilesInHand({ mostFiles, mostBytes = Number.POSITIVE_INFINITY, busy }: FilesInHandOptions) {
  const refusal = () => new LiveError('captures-busy', busy);
  let files = 0;
  let bytes = 0;
  return async <T>(work: (counted: Counted) => Promise<T>): Promise<T> => {
    if (files >= mostFiles) throw refusal();
    let own = 0;
    const counted: Counted = async function* (chunks) {
      for await (const chunk of chunks) {
        const others = bytes - own;
        if (others > 0 && bytes + chunk.length > mostBytes) throw refusal();
        own += chunk.length;
        bytes += chunk.length;
        yield chunk;
      }
    };
    files += 1;
    try {
      return await work(counted);
    } finally {
      files -= 1;
      bytes -= own;
    }
  };
}
