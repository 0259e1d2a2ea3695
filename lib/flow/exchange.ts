// Request and response are flows of their own; which belong together.
import type { Flow, HttpHeader, Layer7 } from './flow';
import { isSameConnection } from './related';

/**
 * The response of a request, or the request of a response, among flows that may hold it: of the same connection or
 * trace, about the same thing, with the same request id where both have one, and nearest in time. undefined when it is
 * not there.
 */
export function otherHalf(flow: Flow, among: readonly Flow[]): Flow | undefined {
  const { l7 } = flow;
  if (!l7 || (l7.type !== 'REQUEST' && l7.type !== 'RESPONSE')) return undefined;
  const wanted = l7.type === 'REQUEST' ? 'RESPONSE' : 'REQUEST';
  const halves = among.filter((other) => other.l7?.type === wanted && belongs(flow, other));
  return halves.sort((a, b) => distance(flow, a) - distance(flow, b))[0];
}

function belongs(flow: Flow, other: Flow): boolean {
  if (!flow.l7 || !other.l7 || subject(flow.l7) !== subject(other.l7)) return false;
  const [one, two] = [requestId(flow.l7), requestId(other.l7)];
  if (one && two && one !== two) return false;
  return isSameConnection(flow, other) || (flow.traceId !== undefined && flow.traceId === other.traceId);
}

/** What is asked, which the answer repeats. */
function subject({ http, dns, kafka }: Layer7): string {
  if (http) return `http ${http.method} ${http.url}`;
  if (dns) return `dns ${dns.qtypes.join()} ${dns.query}`;
  return kafka ? `kafka ${kafka.correlationId}` : '';
}

const requestId = ({ http }: Layer7): string | undefined =>
  http?.headers.find(({ key }: HttpHeader) => key.toLowerCase() === 'x-request-id')?.value;

const otherNodeMs = 600_000;

/** Milliseconds by which the two are further apart than the latency says; both are seen by the proxy of one node. */
function distance(flow: Flow, other: Flow): number {
  const [request, response] = flow.l7?.type === 'REQUEST' ? [flow, other] : [other, flow];
  const tookMs = (response.timeMs ?? response.arrivedMs) - (request.timeMs ?? request.arrivedMs);
  const apartMs = Math.abs(tookMs - Number(response.l7?.latencyNs ?? 0) / 1e6);
  // An answer does not come before its question.
  return apartMs + (tookMs < 0 ? otherNodeMs : 0) + (flow.node === other.node ? 0 : otherNodeMs);
}
