// A file that a reader opens: lines of flows, or a bundle; compressed or not.
import { FrozenError } from '@/lib/frozen/error';
import { toldApart } from '@/lib/frozen/file';
import { unzipped } from '@/lib/frozen/gunzip';
import { openBundle } from '@/lib/live/at-rest/bundle-source';
import { type CaptureOptions, type CaptureSource, limited, openLines } from '@/lib/live/at-rest/capture-source';
import type { Counted } from '@/lib/live/at-rest/files-in-hand';
import { LiveError } from '@/lib/live/error';

/**
 * Lines of flows or a bundle, compressed or not; what is unpacked of it is `counted`. Rejects with `capture-too-large`,
 * `capture-unreadable` or, when not one line is an event, `capture-empty`.
 */
export async function openCaptureSource(
  chunks: AsyncIterable<Uint8Array>,
  options: CaptureOptions,
  counted: Counted,
): Promise<CaptureSource> {
  try {
    const unpacked = unzipped(limited(chunks, options.mostFileBytes), options.mostFileBytes);
    const { isFrozen, bytes } = await toldApart(counted(unpacked));
    return isFrozen ? await openBundle(bytes, options) : await openLines(bytes, options);
  } catch (error) {
    throw error instanceof FrozenError ? refusedFile(error) : error;
  }
}

function refusedFile({ code, message }: FrozenError): LiveError {
  return new LiveError(code === 'too-large' ? 'capture-too-large' : 'capture-unreadable', message);
}
