// The live side as seen through a port, and what answers at the port's other end.
import type { Live } from '@/lib/live/live';
import { createFrameReceiver, createFrameSender } from '@/lib/live/thread/frame-cargo';
import { createPeer, type Methods, type Peer, type Port } from '@/lib/live/thread/peer';

/** What may be called through the port: all of it. */
const methods: Readonly<Record<keyof Live, true>> = {
  status: true,
  namespaces: true,
  flows: true,
  flow: true,
  related: true,
  map: true,
  pods: true,
  drops: true,
  series: true,
  values: true,
  watch: true,
  reconnect: true,
  mark: true,
  openCapture: true,
  freeze: true,
  openSnapshot: true,
  closeSnapshot: true,
  close: true,
};

/** Answers until the port is closed. */
export function serveLive(live: Live, port: Port): void {
  createPeer(port, untyped(live), createFrameSender());
}

export interface RemoteLive {
  readonly live: Live;
  readonly fail: Peer['fail'];
}

export function createRemoteLive(port: Port): RemoteLive {
  const peer = createPeer(port, {}, createFrameReceiver());
  const called = Object.keys(methods).map((method) => [method, (...args: unknown[]) => peer.call(method, args)]);
  return { live: Object.fromEntries(called), fail: peer.fail };
}

/** Only what `createRemoteLive` calls arrives here, and its callers are held to the same types. */
const untyped = (live: Live) => live as unknown as Methods;
