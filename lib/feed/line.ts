// A page's line to the hub: dials, asks, gives signs of life and listens for them.
import { beatMs, type FromHub, type ToHub } from './port';
import type { Clock } from './system-clock';

/** The way to the hub, once it stands. */
export interface Wire {
  readonly post: (message: ToHub) => void;
  readonly hangUp: () => void;
}

/** Null where there is no shared worker. `failed` is called, later, when its script cannot be run. */
export type Dial = (heard: (message: FromHub) => void, failed: () => void) => Wire | null;

export interface Line {
  /** False when no worker can be had, now and from then on. */
  readonly isOpen: () => boolean;
  /** Asks for the whole state of a view and for what follows. */
  readonly watch: (url: string) => void;
  /** Nothing is heard from now on. */
  readonly rest: () => void;
  readonly post: (message: Exclude<ToHub, { kind: 'watch' | 'rest' }>) => void;
}

export interface LineSink {
  /** Only what answers the newest question. */
  readonly heard: (message: FromHub) => void;
  /** Nothing was heard yet; it may still be. */
  readonly silent: () => void;
  /** No worker, or one that cannot serve. */
  readonly broken: () => void;
}

/** Until the worker has started and answered. Long: pages that give up take the connections its script needs to come. */
const answerMs = 20_000;
/** Beats without an answer: the worker was ended, or hangs. */
const deafBeats = 2;

export function createLine(dial: Dial, clock: Pick<Clock, 'after'>, sink: LineSink): Line {
  let wire: Wire | null | undefined;
  let url = '';
  /** Grows with every question, so that answers to the one before can be told. */
  let turn = 0;
  let hasAnswered = false;
  let unanswered = 0;
  let cancelBeat = () => {};

  function heard(message: FromHub) {
    if (message.turn !== turn) return;
    if (message.kind === 'unable') return giveUp();
    unanswered = 0;
    if (!hasAnswered) wind(beatMs);
    hasAnswered = true;
    sink.heard(message);
  }

  function wind(ms: number) {
    cancelBeat();
    cancelBeat = clock.after(ms, beat);
  }

  function beat() {
    if (!hasAnswered) return sink.silent();
    unanswered += 1;
    if (unanswered > deafBeats) return redial();
    wire?.post({ kind: 'watch', turn, url });
    wind(beatMs);
  }

  function redial() {
    wire?.hangUp();
    wire = undefined;
    hasAnswered = false;
    watch(url);
  }

  function watch(next: string) {
    url = next;
    turn += 1;
    unanswered = 0;
    if (wire === undefined) wire = dial(heard, giveUp);
    if (!wire) return sink.broken();
    wire.post({ kind: 'watch', turn, url });
    wind(hasAnswered ? beatMs : answerMs);
  }

  function giveUp() {
    cancelBeat();
    wire?.hangUp();
    wire = null;
    sink.broken();
  }

  return {
    isOpen: () => wire !== null,
    watch,
    rest() {
      turn += 1;
      cancelBeat();
      wire?.post({ kind: 'rest' });
    },
    post: (message) => wire?.post(message),
  };
}
