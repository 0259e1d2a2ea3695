// One view's frames for all its readers: serialised once, held for a while, pulled by each at its own pace.
// A reader that falls behind is skipped ahead to the present and told; it costs nobody else anything.
import type { Frame, FrameBody, SerialFrame } from '@/lib/live/live';

/** The state of a view as its last frame left it. */
export interface Present {
  /** A whole frame of it, without `id`, `reset` and `missed`, as JSON text. */
  readonly json: Promise<string>;
  /** How many of its rows are newer than the frame with this number. */
  rowsSince(frame: number): number;
}

export interface Broadcast {
  /** Sends a frame that continues the one before. `json` lacks `id` and `reset`; `matched` is the view's count so far. */
  publish(json: string, matched: number): void;
  /** Frames from now on, or from after `lastId` where those are still held. Ends when `signal` aborts. */
  read(signal: AbortSignal, lastId?: string): AsyncIterableIterator<SerialFrame>;
  readers(): number;
  /** Whether a reader has taken all there is and waits for more. */
  isAwaited(): boolean;
  /** Number of the frame to be published next, from 1. */
  next(): number;
  /** Bytes of the frames held. */
  bytes(): number;
  /** Ends all readers. */
  close(): void;
}

export interface BroadcastOptions {
  readonly viewId: string;
  /** Called once per frame at most, and only when a reader needs it whole. */
  present(): Present;
  /** Resolves when no frame is being made: only then the present is that of the last one. */
  settled(): Promise<void>;
  onReaders(count: number): void;
  /** How many bytes of frames to hold at most, the last one aside. */
  mostBytes?(): number;
}

interface Held {
  readonly number: number;
  readonly frame: SerialFrame;
  readonly matched: number;
}

/** A whole frame and where it stands. */
interface Whole {
  readonly number: number;
  readonly matched: number;
  readonly present: Present;
  readonly json: string;
}

interface Reader {
  /** Number of the last frame given; -1 before the first. */
  at: number;
  matched: number;
  /** True while a resumed reader is led through the frames it was not there for. */
  resuming: boolean;
  /** True when it asked to go on from a frame this view does not know. */
  lost: boolean;
  wake: (() => void) | null;
}

/** About ten seconds of frames, for readers whose connection broke. */
const heldFrames = 40;
const mostHeldBytes = 8 * 1024 * 1024;
const encoder = new TextEncoder();
/** A reader this far behind the present is skipped ahead. */
const frameLag = 4;

export function createBroadcast(options: BroadcastOptions): Broadcast {
  const held: Held[] = [];
  const readers = new Set<Reader>();
  let number = 0;
  let matched = 0;
  let bytes = 0;
  let closed = false;
  let reset: { readonly number: number; readonly body: FrameBody; readonly whole: Whole } | null = null;
  let making: { readonly number: number; readonly whole: Promise<Whole> } | null = null;

  const idOf = (frame: number) => `${options.viewId}:${frame}`;

  function publish(json: string, matchedNow: number) {
    number += 1;
    matched = matchedNow;
    reset = making = null;
    const frame = { id: idOf(number), body: bodyOf(idOf(number), false, json) };
    held.push({ number, frame, matched });
    bytes += frame.body.bytes.length;
    const most = Math.min(mostHeldBytes, options.mostBytes?.() ?? mostHeldBytes);
    while (held.length > 1 && (held.length > heldFrames || bytes > most))
      bytes -= held.shift()?.frame.body.bytes.length ?? 0;
    for (const reader of readers) reader.wake?.();
  }

  function join(reader: Reader, lastId: string | undefined) {
    if (lastId === undefined) return;
    const from = held.find((each) => each.frame.id === lastId);
    const next = held.some((each) => each.number === (from?.number ?? number) + 1);
    if (from && (next || from.number === number))
      Object.assign(reader, { at: from.number, matched: from.matched, resuming: true });
    else reader.lost = true;
  }

  async function take(reader: Reader): Promise<SerialFrame> {
    const next = held.find((each) => each.number === reader.at + 1);
    if (reader.at >= 0 && next && (reader.resuming || number - reader.at <= frameLag)) {
      reader.at = next.number;
      reader.matched = next.matched;
      if (next.number === number) reader.resuming = false;
      return next.frame;
    }
    return skipAhead(reader);
  }

  async function skipAhead(reader: Reader): Promise<SerialFrame> {
    const whole = await wholeFrame();
    const { number: at, json } = whole;
    if (reset?.number !== at) {
      reset = { number: at, whole, body: bodyOf(idOf(at), true, json) };
    }
    const frame = { id: idOf(at), body: reset.body };
    const missed = missedBy(reader, whole);
    Object.assign(reader, { at, matched: whole.matched, resuming: false, lost: false });
    return missed ? { ...frame, missed } : frame;
  }

  /** The state is taken at once, between two frames; writing it may take a while. */
  async function wholeFrame(): Promise<Whole> {
    await options.settled();
    if (reset?.number === number) return reset.whole;
    if (making?.number !== number) {
      const present = options.present();
      const at = { number, matched, present };
      making = { number, whole: present.json.then((json) => ({ ...at, json })) };
    }
    return making.whole;
  }

  function missedBy(reader: Reader, whole: Whole): Frame['missed'] {
    if (reader.lost) return { frames: 0, rows: 0, unknown: true };
    if (reader.at < 0) return undefined;
    const rows = whole.matched - reader.matched - whole.present.rowsSince(reader.at);
    return { frames: whole.number - reader.at, rows: Math.max(0, rows) };
  }

  function read(signal: AbortSignal, lastId?: string): AsyncIterableIterator<SerialFrame> {
    const reader: Reader = { at: -1, matched: 0, resuming: false, lost: false, wake: null };
    join(reader, lastId);
    readers.add(reader);
    options.onReaders(readers.size);
    const leave = () => {
      signal.removeEventListener('abort', leave);
      if (readers.delete(reader)) options.onReaders(readers.size);
      reader.wake?.();
    };
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    return iteratorOf({
      async next() {
        while (readers.has(reader) && (number === 0 || reader.at === number)) await sleep(reader);
        const frame = readers.has(reader) ? await take(reader) : null;
        return readers.has(reader) ? frame : null;
      },
      leave,
    });
  }

  function close() {
    closed = true;
    const waiting = [...readers];
    readers.clear();
    for (const reader of waiting) reader.wake?.();
    if (waiting.length > 0) options.onReaders(0);
  }

  return {
    publish: (json, now) => !closed && publish(json, now),
    read,
    readers: () => readers.size,
    isAwaited: () => [...readers].some(({ wake }) => wake !== null),
    next: () => number + 1,
    bytes: () => bytes + (reset ? reset.body.bytes.length + reset.whole.json.length : 0),
    close,
  };
}

/** A hand-made iterator: a generator that waits at a yield would not learn that its reader has gone. */
function iteratorOf(reading: {
  next(): Promise<SerialFrame | null>;
  leave(): void;
}): AsyncIterableIterator<SerialFrame> {
  return {
    async next() {
      const value = await reading.next();
      return value ? { done: false, value } : { done: true, value: undefined };
    },
    async return() {
      reading.leave();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function sleep(reader: Reader): Promise<void> {
  return new Promise((resolve) => {
    reader.wake = () => {
      reader.wake = null;
      resolve();
    };
  });
}

/** `json` is the text of an object that is not empty. */
function bodyOf(id: string, reset: boolean, json: string): FrameBody {
  const head = JSON.stringify({ id, reset });
  return { bytes: encoder.encode(`${head.slice(0, -1)},${json.slice(1)}\n\n`) };
}
