import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReadBack } from '@/lib/live/relay/read-back';
import { createStore } from '@/lib/live/store/store';
import { relayCodec } from '@/lib/relay/decode';
import type { RelayNode } from '@/lib/relay/relay';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 25, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Counters {
  readonly seen: number;
  readonly upS: number;
}

const polled = ({ seen, upS }: Counters): RelayNode => ({
  name: 'demo/a',
  version: '1.19.4',
  address: '',
  state: 'connected',
  tls: null,
  uptimeNs: `${upS}000000000`,
  numFlows: '0',
  maxFlows: '4095',
  seenFlows: String(seen),
});

/** A node that sent a flow, a break of ten seconds a second after it was polled, and it polled again. */
function afterBreak(before: Counters, after: Counters, lagMs = 0) {
  const log = { bytes: 1_000_000, flows: 1_000 };
  const store = createStore({
    ...{ cluster: 'c', codec: relayCodec, log, retentionMs: 60_000, maxConversations: 10, epoch: 'e' },
  });
  const readBack = createReadBack({ store, now: Date.now });
  readBack.begin(false);
  store.nodes.saw(store.nodes.of('demo/a'), Date.now() - lagMs, Date.now());
  readBack.onNodes([polled(before)]);
  vi.advanceTimersByTime(1_000);
  readBack.broken(Date.now());
  vi.advanceTimersByTime(10_000);
  readBack.begin(true);
  readBack.onNodes([polled(after)]);
  vi.advanceTimersByTime(10_000);
  readBack.close();
  return store.gaps.touching(0, Date.now()).map(({ quiet, message }) => [quiet, message]);
}

const whole = [[true, 'Reconnected after 10 s; flows of that span were read back.']];
const unknown = [[false, 'Reconnected after 10 s; flows of that span may be missing.']];

describe('a node that sent nothing again after a break', () => {
  it('is whole when it went on counting and its ring holds all it saw since', () => {
    expect(afterBreak({ seen: 100, upS: 60 }, { seen: 4_195, upS: 71 })).toEqual(whole);
  });

  it('is not when its ring holds less', () => {
    expect(afterBreak({ seen: 100, upS: 60 }, { seen: 4_196, upS: 71 })).toEqual(unknown);
  });

  it('is not when its agent counts anew, even if it has counted further than before', () => {
    expect(afterBreak({ seen: 100, upS: 60 }, { seen: 20, upS: 8 })).toEqual(unknown);
    expect(afterBreak({ seen: 100, upS: 60 }, { seen: 500, upS: 8 })).toEqual(unknown);
  });

  it('is not when its clock may be behind by more than was asked for again, unless it saw nothing', () => {
    expect(afterBreak({ seen: 100, upS: 60 }, { seen: 105, upS: 71 }, 3_600_000)).toEqual(unknown);
    expect(afterBreak({ seen: 100, upS: 60 }, { seen: 100, upS: 71 }, 3_600_000)).toEqual(whole);
  });

  it('is judged by its count alone where the agent does not say how long it has been up', () => {
    expect(afterBreak({ seen: 100, upS: 0 }, { seen: 500, upS: 0 })).toEqual(whole);
  });
});
