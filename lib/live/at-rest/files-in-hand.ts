// The files that are being read. What comes of one is held before any figure counts it, so that they are few, and take
// little together.
import { LiveError } from '@/lib/live/error';

/** Counts what passes, and ends with `captures-busy` where that is too much beside other files. */
export type Counted = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

const mostFiles = 16;

/**
 * Reads one file among others; the bytes that `read` passes through `counted` are those that count. Several together
 * may have `mostBytes`; one that is alone is as long as it likes. Rejects with `captures-busy`.
 */
export function createFilesInHand(mostBytes: number) {
  let files = 0;
  let bytes = 0;
  return async <T>(read: (counted: Counted) => Promise<T>): Promise<T> => {
    if (files >= mostFiles) throw busy();
    let own = 0;
    const counted: Counted = async function* (chunks) {
      for await (const chunk of chunks) {
        const others = bytes - own;
        if (others > 0 && bytes + chunk.length > mostBytes) throw busy();
        own += chunk.length;
        bytes += chunk.length;
        yield chunk;
      }
    };
    files += 1;
    try {
      return await read(counted);
    } finally {
      files -= 1;
      bytes -= own;
    }
  };
}

const busy = () => new LiveError('captures-busy', 'Other files are being opened at this moment; open yours again.');
