// A relay that sends what it should not: every message several times, its history over and over, broken bytes.

export type Misbehaviour =
  | { readonly kind: 'none' }
  /** Each message this many times in a row. */
  | { readonly kind: 'repeat'; readonly times: number }
  /** After this many messages the same ones once more, in order. */
  | { readonly kind: 'relapse'; readonly every: number }
  /** After each so many messages the newest once more, broken off in the middle. */
  | { readonly kind: 'garble'; readonly every: number };

export interface Misbehaving {
  /** Takes effect on all streams, with the next message. */
  behave(how: Misbehaviour): void;
  /** See RelayOptions. */
  readonly outbound: (message: Uint8Array, streamId: number) => Iterable<Uint8Array>;
  /** Flow messages written beyond those that are right, and broken ones. */
  stats(): { readonly repeated: number; readonly garbled: number };
}

export function createMisbehaving(): Misbehaving {
  let how: Misbehaviour = { kind: 'none' };
  const recent = new Map<number, Uint8Array[]>();
  const stats = { repeated: 0, garbled: 0 };

  function again(messages: readonly Uint8Array[]): readonly Uint8Array[] {
    stats.repeated += messages.filter(isFlow).length;
    return messages;
  }

  /** The messages of a stream since the last time it had gathered so many; undefined while it gathers. */
  function gathered(message: Uint8Array, streamId: number, most: number): readonly Uint8Array[] | undefined {
    const messages = recent.get(streamId) ?? [];
    recent.set(streamId, messages);
    messages.push(message);
    return messages.length < most ? undefined : messages.splice(0);
  }

  function outbound(message: Uint8Array, streamId: number): readonly Uint8Array[] {
    if (how.kind === 'none') return [message];
    if (how.kind === 'repeat') return [message, ...again(Array.from({ length: how.times - 1 }, () => message))];
    const messages = gathered(message, streamId, how.every);
    if (!messages) return [message];
    if (how.kind === 'relapse') return [message, ...again(messages)];
    stats.garbled += 1;
    return [message, message.subarray(0, Math.floor(message.length / 2))];
  }

  return {
    behave(next) {
      how = next;
      recent.clear();
    },
    outbound,
    stats: () => ({ ...stats }),
  };
}

/** Throws with one sentence on anything that is none. */
export function readMisbehaviour({ kind, times, every }: { readonly [key: string]: unknown }): Misbehaviour {
  if (kind === 'none') return { kind };
  if (kind === 'repeat' && isCount(times)) return { kind, times };
  if ((kind === 'relapse' || kind === 'garble') && isCount(every)) return { kind, every };
  throw new Error('misbehave wants {"kind": "none"}, or "repeat" with "times", or "relapse" or "garble" with "every"');
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1;
}

/** Field 1 of GetFlowsResponse, which our own encoder writes first. */
function isFlow(message: Uint8Array): boolean {
  return message[0] === 0x0a;
}
