// What HTTP answers say of the requests behind an edge: which endpoints were asked, how often in vain, how long it took.
import { orientation } from '@/lib/flow/ends';
import type { Entity, EntityId } from '@/lib/flow/entity';
import type { EpochMs, Flow } from '@/lib/flow/flow';
import { pathTemplate } from '@/lib/flow/path-template';
import { isDenial, protocolOf } from '@/lib/flow/questions';
import { latencyMs } from '@/lib/flow/text';
import { type EntityOf, workloadOf } from '@/lib/rollup/sighting';

/** One HTTP request that was answered, or refused by a rule. */
export interface Exchange {
  readonly client: Entity;
  readonly server: Entity;
  readonly protocol: string;
  readonly port: number;
  readonly method: string;
  /** `/api/v1/users/{id}` */
  readonly path: string;
  /** 0 of what was refused: the answer that says so is told by itself. */
  readonly code: number;
  readonly refused: boolean;
  /** Absent where it was not measured. */
  readonly ms?: number;
  readonly atMs: EpochMs;
}

/**
 * Of flows in any order, between workloads unless `entityOf` tells of a finer level. Both proxies may tell of one
 * answer: then the side that saw more is taken.
 */
export function exchangesOf(flows: readonly Flow[], entityOf: EntityOf = workloadOf): Exchange[] {
  const ofHttp = (type: string) => flows.filter(({ l7 }) => l7?.type === type && l7.http !== undefined);
  const refused = ofHttp('REQUEST').filter(isDenial);
  return [...fullerSide(ofHttp('RESPONSE')), ...fullerSide(refused)].flatMap(
    (flow) => exchangeOf(flow, entityOf) ?? [],
  );
}

function exchangeOf(flow: Flow, entityOf: EntityOf): Exchange | null {
  const http = flow.l7?.http;
  if (!http) return null;
  const { client } = orientation(flow, () => false);
  const server = client === 'source' ? 'destination' : 'source';
  const l4 = flow.l4;
  const ports = l4 && 'sourcePort' in l4 ? { source: l4.sourcePort, destination: l4.destinationPort } : null;
  const ms = latencyMs(flow.l7);
  return {
    client: entityOf(flow, client),
    server: entityOf(flow, server),
    protocol: protocolOf(flow),
    port: ports?.[server] ?? 0,
    method: http.method,
    path: pathTemplate(http.url),
    code: http.code,
    refused: flow.l7?.type === 'REQUEST',
    ...(ms === undefined ? {} : { ms }),
    atMs: flow.timeMs ?? flow.arrivedMs,
  };
}

/** An answer is seen where the client is (ingress, for a reply) and where the server is; the side that saw more is kept. */
function fullerSide(flows: readonly Flow[]): readonly Flow[] {
  const byPair = new Map<string, Map<string, Flow[]>>();
  for (const flow of flows) {
    const pair = `${workloadOf(flow, 'source').id}\n${workloadOf(flow, 'destination').id}`;
    const sides = byPair.get(pair) ?? new Map<string, Flow[]>();
    byPair.set(pair, sides);
    const side = sides.get(flow.direction);
    if (side) side.push(flow);
    else sides.set(flow.direction, [flow]);
  }
  return [...byPair.values()].flatMap((sides) => {
    return [...sides.values()].reduce((most, side) => (side.length > most.length ? side : most));
  });
}

export interface Latency {
  readonly p50: number;
  readonly p95: number;
  /** How many answers it is of. */
  readonly answers: number;
}

/** By whatever names a line: the answers that were measured. */
export function latenciesBy(
  exchanges: readonly Exchange[],
  nameOf: (exchange: Exchange) => readonly string[],
): ReadonlyMap<string, Latency> {
  const times = new Map<string, number[]>();
  for (const exchange of exchanges) {
    if (exchange.ms === undefined) continue;
    for (const name of nameOf(exchange)) {
      const known = times.get(name);
      if (known) known.push(exchange.ms);
      else times.set(name, [exchange.ms]);
    }
  }
  return new Map([...times].map(([name, all]) => [name, latencyOf(all)]));
}

/** Takes at least one time, in any order. */
function latencyOf(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), answers: sorted.length };
}

/** A served endpoint: method and path template on a port. */
export interface ServedEndpoint {
  readonly id: string;
  readonly port: number;
  readonly protocol: string;
  readonly method: string;
  readonly path: string;
  readonly answers: number;
  readonly perSecond: number;
  /** Answers of 500 and above, and of 400 to 499. */
  readonly serverErrors: number;
  readonly clientErrors: number;
  /** Requests that a rule refused; their answers are among the errors, where they were seen. */
  readonly refused: number;
  readonly latency: Latency | null;
}

/** How much of it was in vain. */
export function failedOf({
  answers,
  serverErrors,
  clientErrors,
  refused,
}: Pick<ServedEndpoint, 'answers' | 'serverErrors' | 'clientErrors' | 'refused'>) {
  return { count: Math.max(refused, serverErrors + clientErrors), of: Math.max(refused, answers) };
}

const mostEndpoints = 12;

export interface Served {
  /** The most asked first. */
  readonly endpoints: readonly ServedEndpoint[];
  /** Endpoints left out. */
  readonly more: number;
  /** Answers they were told from. */
  readonly answers: number;
}

/** What each server serves, by the id that is given to it; null where it has none. */
export function servedByServer(
  exchanges: readonly Exchange[],
  idOf: (server: Entity) => EntityId | null,
): ReadonlyMap<EntityId, Served> {
  const own = new Map<EntityId, Exchange[]>();
  for (const exchange of exchanges) {
    const id = idOf(exchange.server);
    if (id === null) continue;
    const known = own.get(id);
    if (known) known.push(exchange);
    else own.set(id, [exchange]);
  }
  return new Map([...own].map(([id, answers]) => [id, servedBy(answers)]));
}

/** Takes the answers of one server, at least one. */
export function servedBy(own: readonly Exchange[]): Served {
  const byEndpoint = new Map<string, Exchange[]>();
  for (const exchange of own) {
    const id = `${exchange.port} ${exchange.method} ${exchange.path}`;
    const known = byEndpoint.get(id);
    if (known) known.push(exchange);
    else byEndpoint.set(id, [exchange]);
  }
  const times = own.map(({ atMs }) => atMs);
  const seconds = Math.max(1, (Math.max(...times) - Math.min(...times)) / 1_000);
  const all = [...byEndpoint].map(([id, same]) => endpointOf(id, same, seconds));
  const sorted = all.toSorted((a, b) => failedOf(b).of - failedOf(a).of || (a.id < b.id ? -1 : 1));
  return {
    endpoints: sorted.slice(0, mostEndpoints),
    more: Math.max(0, sorted.length - mostEndpoints),
    answers: own.filter(({ refused }) => !refused).length,
  };
}

function endpointOf(id: string, same: readonly Exchange[], seconds: number): ServedEndpoint {
  const [first] = same;
  const answered = (from: number, to: number) => same.filter(({ code }) => code >= from && code < to).length;
  const refused = same.filter((one) => one.refused).length;
  const answers = same.length - refused;
  return {
    id,
    port: first?.port ?? 0,
    protocol: first?.protocol ?? '',
    method: first?.method ?? '',
    path: first?.path ?? '',
    answers,
    perSecond: Math.max(answers, refused) / seconds,
    serverErrors: answered(500, 600),
    clientErrors: answered(400, 500),
    refused,
    latency: latenciesBy(same, () => ['']).get('') ?? null,
  };
}
