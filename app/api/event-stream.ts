// Items as server-sent events. Pull based: a reader that does not take is not sent to, and lib/live skips it ahead.

import type { SerialFrame } from '@/lib/live/live';
import { ownText, sharedBytes } from '@/lib/live/view/serial-frame';
import type { StreamReader } from '@/lib/wire/reader';
import type { ViewEvent } from './live-views';

const pingEveryMs = 15_000;
const encoder = new TextEncoder();
const ping = encoder.encode(': ping\n\n');

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  // no-transform keeps compression off the stream, the last header keeps nginx from buffering it.
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * `reader` is told before the first item, where somebody in particular reads. A response that ends when the reader leaves or the items do; `abort` is then aborted, which stops the items. `bytesOf`
 * writes one as an event. An item is taken only when there is room for it, so that a reader who takes nothing holds no
 * more than what is on its way.
 */
export function eventStream<Item>(
  items: AsyncIterable<Item>,
  bytesOf: (item: Item) => readonly Uint8Array[],
  abort: AbortController,
  reader: StreamReader | null = null,
): Response {
  const iterator = items[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<Item>> | null = null;
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(`retry: 2000\n\n${reader ? readerEvent(reader) : ''}`)),
      async pull(controller) {
        next ??= iterator.next();
        next.catch(() => abort.abort());
        const result = await firstOf(next, pingEveryMs);
        if (result === 'timeout') return controller.enqueue(ping);
        if (result.done) {
          abort.abort();
          return controller.close();
        }
        next = null;
        for (const bytes of bytesOf(result.value)) controller.enqueue(bytes);
      },
      cancel: () => abort.abort(),
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { headers });
}

/** For HEAD: nobody would read the stream and nobody leave it, so that it is ended here. */
export async function withoutBody({ status, headers: told, body }: Response): Promise<Response> {
  await body?.cancel();
  return new Response(null, { status, headers: told });
}

/** `id: <frame id>`, `event: frame`. */
export const frameEvent = (frame: SerialFrame) => frameEventOf(frame, '');

/** `id: <key>/<frame id>`, `event: frame`; or `event: refused` with the problem document; or `event: ended`. */
export function viewEvent(event: ViewEvent): readonly Uint8Array[] {
  if ('problem' in event) return [lastEvent(event.key, 'refused', JSON.stringify(event.problem))];
  if ('ended' in event) return [lastEvent(event.key, 'ended', '{}')];
  return frameEventOf(event.frame, `${event.key}/`);
}

function frameEventOf(frame: SerialFrame, prefix: string): readonly Uint8Array[] {
  return [encoder.encode(`id: ${prefix}${frame.id}\nevent: frame\ndata: ${ownText(frame)}`), sharedBytes(frame.body)];
}

const lastEvent = (key: string, name: string, data: string) =>
  encoder.encode(`id: ${key}/\nevent: ${name}\ndata: ${data}\n\n`);

const readerEvent = (reader: StreamReader): string => `event: reader\ndata: ${JSON.stringify(reader)}\n\n`;

async function firstOf<T>(promise: Promise<T>, ms: number): Promise<T | 'timeout'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), ms);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
