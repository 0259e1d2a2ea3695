// Which flows tell of the same connection, request or socket as a given one.
import type { Flow, FlowFacts, Layer4 } from './flow';
import { eventKind } from './questions';

/** Why a flow is related, most telling first. */
export type Relation = 'connection' | 'trace' | 'socket';

/** Whether a flow is of the same connection, in either direction: both sightings, both denial events, the replies. */
export function isSameConnection(a: FlowFacts, b: FlowFacts): boolean {
  const [one, other] = [tupleOf(a), tupleOf(b)];
  return one !== null && one === other;
}

/** Null for flows that have nothing to do with it; the flow itself is of its own connection. */
export function relationOf(a: Flow, b: Flow): Relation | null {
  if (isSameConnection(a, b)) return 'connection';
  if (a.traceId && a.traceId === b.traceId && b.l7) return 'trace';
  const cookie = a.socketCookie;
  return cookie && cookie !== '0' && cookie === b.socketCookie && a.node === b.node && eventKind(a) === eventKind(b)
    ? 'socket'
    : null;
}

/** Whether the facts of a flow leave it open that it is related: what of its trace and socket, only the whole flow says. */
export function mayBeRelated(a: Flow, b: FlowFacts): boolean {
  if (isSameConnection(a, b)) return true;
  const mayShareTrace = a.traceId !== undefined && b.l7 !== undefined;
  const mayShareSocket = a.socketCookie !== undefined && a.node === b.node && eventKind(b) === eventKind(a);
  return mayShareTrace || mayShareSocket;
}

/** Protocol and both ends, the lesser first; null where an end or its port is not known. */
function tupleOf({ ip, l4 }: FlowFacts): string | null {
  if (!ip?.source || !ip.destination || !l4 || l4.protocol === 'UNKNOWN') return null;
  const ends = portsOf(l4);
  if (ends === null) return null;
  const [source, destination] = [`${ip.source} ${ends[0]}`, `${ip.destination} ${ends[1]}`];
  return source < destination ? `${l4.protocol} ${source} ${destination}` : `${l4.protocol} ${destination} ${source}`;
}

function portsOf(l4: Layer4): readonly [source: number, destination: number] | null {
  if (!('sourcePort' in l4)) return [0, 0];
  return l4.sourcePort > 0 && l4.destinationPort > 0 ? [l4.sourcePort, l4.destinationPort] : null;
}
