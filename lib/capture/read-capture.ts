// A whole capture, read as it arrives.
import type { CaptureRecord } from '@/lib/capture/capture';
import { parseCaptureLine } from '@/lib/capture/parse-line';
import { readDocuments } from '@/lib/capture/read-documents';
import { readLines } from '@/lib/capture/read-lines';
import type { EpochMs } from '@/lib/flow/flow';

/** Every record in file order; broken lines are records of kind `bad` and stop nothing. */
export async function* readCapture(
  chunks: AsyncIterable<Uint8Array>,
  arrivedMs: EpochMs = 0,
): AsyncGenerator<CaptureRecord> {
  for await (const { text, line } of readDocuments(readLines(chunks))) {
    const record = parseCaptureLine(text, line, arrivedMs);
    if (record) yield record;
  }
}
