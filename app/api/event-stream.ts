// Items as server-sent events. Pull based: a reader that does not take is not sent to, and lib/live skips it ahead.
import type { SerialFrame } from '@/lib/live/live';
import type { ViewEvent } from './live-views';

const pingEveryMs = 15_000;
const encoder = new TextEncoder();
const ping = encoder.encode(': ping\n\n');
/** The bytes of a frame, made once for all its readers. */
const encoded = new WeakMap<SerialFrame, Uint8Array>();

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  // no-transform keeps compression off the stream, the last header keeps nginx from buffering it.
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** A response that ends when the reader leaves; `abort` then stops the items. `bytesOf` writes one as an event. */
export function eventStream<Item>(
  items: AsyncIterable<Item>,
  bytesOf: (item: Item) => Uint8Array,
  abort: AbortController,
): Response {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  next.catch(() => {});
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode('retry: 2000\n\n')),
      async pull(controller) {
        const result = await firstOf(next, pingEveryMs);
        if (result === 'timeout') return controller.enqueue(ping);
        if (result.done) return controller.close();
        controller.enqueue(bytesOf(result.value));
        next = iterator.next();
        next.catch(() => {});
      },
      cancel: () => abort.abort(),
    },
    { highWaterMark: 1 },
  );
  return new Response(stream, { headers });
}

/** `id: <frame id>`, `event: frame`. */
export function frameEvent(frame: SerialFrame): Uint8Array {
  const known = encoded.get(frame);
  if (known) return known;
  const bytes = encoder.encode(`id: ${frame.id}\nevent: frame\ndata: ${frame.json}\n\n`);
  encoded.set(frame, bytes);
  return bytes;
}

/** `id: <key>/<frame id>`, `event: frame`; or `event: refused` with the problem document; or `event: ended`. */
export function viewEvent(event: ViewEvent): Uint8Array {
  if ('problem' in event) return lastEvent(event.key, 'refused', JSON.stringify(event.problem));
  if ('ended' in event) return lastEvent(event.key, 'ended', '{}');
  const { key, frame } = event;
  const head = encoder.encode(`id: ${key}/${frame.id}`);
  const rest = frameEvent(frame).subarray(`id: ${frame.id}`.length);
  return Buffer.concat([head, rest]);
}

const lastEvent = (key: string, name: string, data: string) =>
  encoder.encode(`id: ${key}/\nevent: ${name}\ndata: ${data}\n\n`);

async function firstOf<T>(promise: Promise<T>, ms: number): Promise<T | 'timeout'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), ms);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
