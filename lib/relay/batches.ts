// A gRPC stream as batches: everything that arrived since the reader last asked, and a pause when it does not ask.
import type { ClientReadableStream } from '@grpc/grpc-js';

/** `weigh` gives a message's size in bytes; a slow reader lets about `bytes` pile up before the sender is held back. */
export interface BatchLimits<T> {
  readonly bytes: number;
  readonly weigh: (message: T) => number;
}

/** Yields what arrived, never an empty batch; throws what ended the stream, after its last batch. Cancels when left. */
export async function* batches<T>(
  call: ClientReadableStream<T>,
  limits: BatchLimits<T>,
): AsyncGenerator<readonly T[], void, undefined> {
  const inbox = receive(call, limits);
  try {
    for (;;) {
      const batch = inbox.take();
      if (batch.length > 0) yield batch;
      else if (inbox.hasEnded()) break;
      else await inbox.arrival();
    }
    if (inbox.error() !== undefined) throw inbox.error();
  } finally {
    call.cancel();
  }
}

/** Nobody sees a delay this short, and a busy stream costs a hundred wake-ups a second instead of thousands. */
const gatherMs = 10;

interface Inbox<T> {
  take(): readonly T[];
  /** Resolves a moment after something came: grpc-js hands out messages singly, and a batch of one is none. */
  arrival(): Promise<void>;
  hasEnded(): boolean;
  error(): unknown;
}

function receive<T>(call: ClientReadableStream<T>, limits: BatchLimits<T>): Inbox<T> {
  let held: T[] = [];
  let heldBytes = 0;
  let hasEnded = false;
  let error: unknown;
  let wake: (() => void) | undefined;
  const notify = (afterMs: number): void => {
    if (wake) setTimeout(wake, afterMs);
    wake = undefined;
  };
  call.on('data', (message: T) => {
    held.push(message);
    heldBytes += limits.weigh(message);
    if (heldBytes >= limits.bytes) call.pause();
    notify(gatherMs);
  });
  // Comes before `end`, which waits for what is still buffered. Stays attached: cancelling makes an error nobody awaits.
  call.on('error', (cause: unknown) => {
    error ??= cause;
  });
  call.on('end', () => {
    hasEnded = true;
    notify(0);
  });
  const take = (): readonly T[] => {
    const batch = held;
    held = [];
    heldBytes = 0;
    if (call.isPaused()) call.resume();
    return batch;
  };
  const arrival = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  return { take, arrival, hasEnded: () => hasEnded, error: () => error };
}
