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
  const held = createHeldFrames(options.viewId, options.mostBytes);
  const wholes = createWholeFrames(options, held);
  const readers = new Set<Reader>();
  let closed = false;

  function publish(json: string, matched: number) {
    wholes.forget();
    held.push(json, matched);
    for (const reader of readers) reader.wake?.();
  }

  function join(reader: Reader, lastId: string | undefined) {
    if (lastId === undefined) return;
    const from = held.known(lastId);
    if (from) Object.assign(reader, { at: from.number, matched: from.matched, resuming: true });
    else reader.lost = true;
  }

  async function take(reader: Reader): Promise<SerialFrame> {
    const next = held.after(reader.at);
    if (reader.at >= 0 && next && (reader.resuming || held.last().number - reader.at <= frameLag)) {
      reader.at = next.number;
      reader.matched = next.matched;
      if (next.number === held.last().number) reader.resuming = false;
      return next.frame;
    }
    return skipAhead(reader);
  }

  async function skipAhead(reader: Reader): Promise<SerialFrame> {
    const { frame, whole } = await wholes.take();
    const missed = missedBy(reader, whole);
    Object.assign(reader, { at: whole.number, matched: whole.matched, resuming: false, lost: false });
    return missed ? { ...frame, missed } : frame;
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
        while (readers.has(reader) && isUpToDate(reader, held.last().number)) await sleep(reader);
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
    publish: (json, matched) => !closed && publish(json, matched),
    read,
    readers: () => readers.size,
    isAwaited: () => [...readers].some(({ wake }) => wake !== null),
    next: () => held.last().number + 1,
    bytes: () => held.bytes() + wholes.bytes(),
    close,
  };
}

const isUpToDate = ({ at }: Reader, newest: number): boolean => newest === 0 || at === newest;

function missedBy(reader: Reader, whole: Whole): Frame['missed'] {
  if (reader.lost) return { frames: 0, rows: 0, unknown: true };
  if (reader.at < 0) return undefined;
  const rows = whole.matched - reader.matched - whole.present.rowsSince(reader.at);
  return { frames: whole.number - reader.at, rows: Math.max(0, rows) };
}

/** The newest frames as they were published. */
function createHeldFrames(viewId: string, mostBytes?: () => number) {
  const held: Held[] = [];
  let last = { number: 0, matched: 0 };
  let bytes = 0;

  const idOf = (frame: number) => `${viewId}:${frame}`;
  const after = (frame: number) => held.find((each) => each.number === frame + 1);

  function push(json: string, matched: number) {
    last = { number: last.number + 1, matched };
    const id = idOf(last.number);
    const frame = { id, body: bodyOf(id, false, json) };
    held.push({ ...last, frame });
    bytes += frame.body.bytes.length;
    const most = Math.min(mostHeldBytes, mostBytes?.() ?? mostHeldBytes);
    while (held.length > 1 && (held.length > heldFrames || bytes > most))
      bytes -= held.shift()?.frame.body.bytes.length ?? 0;
  }

  return {
    push,
    after,
    idOf,
    /** The frame of this id, if one can go on from it. */
    known(id: string): Held | undefined {
      const from = held.find((each) => each.frame.id === id);
      return from && (from.number === last.number || after(from.number)) ? from : undefined;
    },
    last: () => last,
    bytes: () => bytes,
  };
}

/** The state as one frame: made when a reader needs it, and once for all of them until the next frame. */
function createWholeFrames(
  { present, settled }: Pick<BroadcastOptions, 'present' | 'settled'>,
  { last, idOf }: Pick<ReturnType<typeof createHeldFrames>, 'last' | 'idOf'>,
) {
  let made: { readonly frame: SerialFrame; readonly whole: Whole } | null = null;
  let making: { readonly number: number; readonly whole: Promise<Whole> } | null = null;

  async function take(): Promise<NonNullable<typeof made>> {
    const whole = await newest();
    if (made?.whole.number === whole.number) return made;
    const id = idOf(whole.number);
    made = { frame: { id, body: bodyOf(id, true, whole.json) }, whole };
    return made;
  }

  /** The state is taken at once, between two frames; writing it may take a while. */
  async function newest(): Promise<Whole> {
    await settled();
    if (made?.whole.number === last().number) return made.whole;
    if (making?.number !== last().number) {
      const at = { ...last(), present: present() };
      making = { number: at.number, whole: at.present.json.then((json) => ({ ...at, json })) };
    }
    return making.whole;
  }

  return {
    take,
    forget() {
      made = making = null;
    },
    bytes: () => (made ? made.frame.body.bytes.length + made.whole.json.length : 0),
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
