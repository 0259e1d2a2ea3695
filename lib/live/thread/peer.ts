// Calls over a message port, alike at both ends. Arguments and answers are plain data, or async iterables, which stay
// where they are and are pulled from afar.
import { type Argument, type Carried, errorOf, type Message, type Post, tellError } from '@/lib/live/thread/message';
import { type Cargo, createStreams } from '@/lib/live/thread/streams';

/** What a MessagePort and a Worker have in common. */
export interface Port {
  postMessage(value: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (value: unknown) => void): unknown;
}

export type Methods = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

export interface Peer {
  /**
   * Rejects with an Error that says what the one of the method says; of a LiveError all of it. An AbortSignal among the
   * arguments ends the stream that is the answer.
   */
  call(method: string, args: readonly unknown[]): Promise<unknown>;
  /** Rejects all that is waited for, and every later call. */
  fail(error: Error): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const copies: Cargo = { pack: (value) => ({ value }), unpack: (value) => value };

export function createPeer(port: Port, methods: Methods, cargo: Partial<Cargo> = {}): Peer {
  const post = createOutbox(port);
  const streams = createStreams(post, { ...copies, ...cargo });
  const calls = new Map<number, Pending>();
  let last = 0;
  let failure: Error | null = null;

  async function call(method: string, args: readonly unknown[]): Promise<unknown> {
    if (failure) throw failure;
    last += 1;
    const id = last;
    const answered = new Promise<unknown>((resolve, reject) => calls.set(id, { resolve, reject }));
    post({ kind: 'call', id, method, args: args.map(argumentOf) });
    const answer = await answered;
    const signal = args.find((arg) => arg instanceof AbortSignal);
    if (signal && isStream(answer)) leaveWith(signal, answer[Symbol.asyncIterator]());
    return answer;
  }

  function argumentOf(arg: unknown): Argument {
    return arg instanceof AbortSignal ? { signal: true } : carry(arg, new AbortController());
  }

  function carry(value: unknown, abort: AbortController): Carried {
    return isStream(value) ? { stream: streams.serve(value, abort) } : { plain: value };
  }

  function received(carried: Carried): unknown {
    return 'plain' in carried ? carried.plain : streams.read(carried.stream);
  }

  async function answer(id: number, method: string, args: readonly Argument[]) {
    const abort = new AbortController();
    try {
      const called = methods[method];
      if (!called) throw new Error(`There is no ${method} here.`);
      const value = await called(...args.map((arg) => ('signal' in arg ? abort.signal : received(arg))));
      post({ kind: 'answer', id, value: carry(value, abort) });
    } catch (error) {
      post({ kind: 'failure', id, error: tellError(error) });
    }
  }

  function settle(id: number): Pending | undefined {
    const pending = calls.get(id);
    calls.delete(id);
    return pending;
  }

  function take(message: Message) {
    switch (message.kind) {
      case 'call':
        return void answer(message.id, message.method, message.args);
      case 'answer':
        return settle(message.id)?.resolve(received(message.value));
      case 'failure':
        return settle(message.id)?.reject(errorOf(message.error));
      default:
        return streams.take(message);
    }
  }

  port.on('message', (messages) => {
    for (const message of messages as readonly Message[]) take(message);
  });
  return {
    call,
    fail(error) {
      failure = error;
      for (const id of [...calls.keys()]) settle(id)?.reject(error);
      streams.fail(error);
    },
  };
}

/** Messages of one turn cross together: a frame for a hundred readers wakes the other thread once. */
function createOutbox(port: Port): Post {
  let messages: Message[] = [];
  let transfers: ArrayBuffer[] = [];

  function flush() {
    const [sent, transferred] = [messages, transfers];
    messages = [];
    transfers = [];
    port.postMessage(sent, transferred);
  }

  return (message, transfer = []) => {
    if (messages.length === 0) queueMicrotask(flush);
    messages.push(message);
    transfers.push(...transfer);
  };
}

function leaveWith(signal: AbortSignal, stream: AsyncIterator<unknown>) {
  const leave = () => void stream.return?.();
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
