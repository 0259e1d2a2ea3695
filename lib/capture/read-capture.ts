// A whole capture, read as it arrives: lines of JSON, or a table as the export writes it.
import type { CaptureRecord } from '@/lib/capture/capture';
import { parseCaptureLine } from '@/lib/capture/parse-line';
import { readDocuments } from '@/lib/capture/read-documents';
import { readLines, type TextLine, tooLong } from '@/lib/capture/read-lines';
import { readHead, readTable } from '@/lib/capture/read-table';
import type { EpochMs } from '@/lib/flow/flow';

/** Every record in file order; broken lines are records of kind `bad` and stop nothing. */
export async function* readCapture(
  chunks: AsyncIterable<Uint8Array>,
  arrivedMs: EpochMs = 0,
): AsyncGenerator<CaptureRecord> {
  const lines = readLines(chunks);
  const skipped = await firstSaying(lines);
  const head = skipped && !skipped.isTooLong && readHead(skipped);
  if (head) {
    yield* readTable(head, lines, arrivedMs);
    return;
  }
  for await (const { text, line, isTooLong } of readDocuments(following(skipped, lines))) {
    const record = isTooLong ? tooLong(line) : parseCaptureLine(text, line, arrivedMs);
    if (record) yield record;
  }
}

/** The first line that is not blank. */
async function firstSaying(lines: AsyncIterator<TextLine>): Promise<TextLine | undefined> {
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    if (next.value.isTooLong || next.value.text.trim() !== '') return next.value;
  }
  return undefined;
}

async function* following(first: TextLine | undefined, lines: AsyncIterable<TextLine>): AsyncGenerator<TextLine> {
  if (first) yield first;
  yield* lines;
}
