// A loopback HTTP port to drive a relay that runs as a process of its own: what tests and benches need.
import http from 'node:http';
import { Readable } from 'node:stream';
import { fromJson } from '@bufbuild/protobuf';
import { type Misbehaving, readMisbehaviour } from '@/demo/faults/misbehaviour';
import { isOddity, oddities, recordOdd } from '@/demo/faults/oddities';
import type { Player } from '@/demo/play';
import type { NodeChange, Relay, RelayOptions } from '@/demo/relay-server';
import { type ReplayTimes, replayChunks } from '@/demo/replay';
import { FlowSchema, LostEventSource } from '@/proto/gen/flow/flow_pb';

type Body = { readonly [key: string]: unknown };

/** What is driven; a story and faults where there are any. */
export interface Controlled {
  readonly relay: Relay;
  readonly player?: Player;
  /** Whose `outbound` the relay was started with. */
  readonly misbehaving?: Misbehaving;
}

/**
 * GET /stats, POST /push /lines /odd /lose /misbehave /node /end /crash /revive /rotate /pause /resume, JSON in and out.
 * Rejects with one sentence when the port cannot be listened on.
 */
export function startControl(controlled: Controlled, port: number): Promise<{ port: number; close(): void }> {
  const server = http.createServer((request, response) => {
    answer(controlled, request).then(
      (result) => respond(response, 200, result ?? { ok: true }),
      (error) => respond(response, 400, { error: error instanceof Error ? error.message : String(error) }),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new Error(`cannot listen for control on port ${port}: ${error.message}`)));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({ port: typeof address === 'object' && address ? address.port : port, close: () => server.close() });
    });
  });
}

async function answer(controlled: Controlled, request: http.IncomingMessage): Promise<unknown> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://control');
  const text = await readText(request);
  if (pathname === '/lines')
    return replayChunks(controlled.relay, Readable.from([Buffer.from(text)]), timesOf(searchParams.get('times')));
  const body: Body = text === '' ? {} : JSON.parse(text);
  const command = commands[pathname];
  if (!command) throw new Error(`no command ${pathname}; there are /lines and ${Object.keys(commands).join(' ')}`);
  return command(controlled, body);
}

const commands: Readonly<Record<string, (controlled: Controlled, body: Body) => unknown>> = {
  '/stats': ({ relay, misbehaving }) => ({ ...relay.stats(), ...misbehaving?.stats() }),
  '/push': ({ relay }, { flows, node, asIs }) => {
    if (!Array.isArray(flows))
      throw new Error('push wants {"flows": [flow, …]}, flows as in `hubble observe -o jsonpb`');
    relay.push(
      flows.map((flow) => fromJson(FlowSchema, flow)),
      optionalText(node),
      { asIs: asIs === true },
    );
  },
  '/odd': ({ relay }, { kind, count = 1, node }) => {
    if (!isOddity(kind)) throw new Error(`odd wants {"kind": …}, one of ${Object.keys(oddities).join(', ')}`);
    return recordOdd(relay, kind, Number(count), optionalText(node));
  },
  '/misbehave': ({ misbehaving }, body) => misbehaving?.behave(readMisbehaviour(body)),
  '/lose': ({ relay }, { source, count = 1, cpu, node, times = 1 }) => {
    const known = LostEventSource[String(source) as keyof typeof LostEventSource];
    if (known === undefined)
      throw new Error('lose wants {"source": "PERF_EVENT_RING_BUFFER"} or another source of lost events');
    const lost = { source: known, count: BigInt(String(count)), ...(cpu !== undefined && { cpu: Number(cpu) }) };
    for (let told = 0; told < Number(times); told += 1) relay.loseEvents(lost, optionalText(node));
  },
  '/node': ({ relay }, { name, state, restart }) => {
    if (typeof name !== 'string' || !isNodeChange(state))
      throw new Error('node wants {"name": …, "state": "up" | "down" | "gone"}');
    relay.setNode(name, state, { restart: restart === true });
  },
  '/end': ({ relay }, { code, details = '' }) =>
    relay.endStreams(code === undefined ? undefined : { code: Number(code), details: String(details) }),
  '/crash': ({ relay }) => relay.crash(),
  '/revive': ({ relay }, { tls }) => relay.revive(tls === undefined ? undefined : readTls(tls)),
  '/rotate': ({ relay }, { tls }) => relay.rotate(readTls(tls)),
  '/pause': ({ player }) => player?.pause(),
  '/resume': ({ player }) => player?.resume(),
};

function readTls(tls: unknown): NonNullable<RelayOptions['tls']> {
  const { cert, key, clientCa } = (typeof tls === 'object' && tls !== null ? tls : {}) as Body;
  if (typeof cert !== 'string' || typeof key !== 'string') throw new Error('tls wants {"cert": PEM, "key": PEM}');
  return { cert, key, ...(typeof clientCa === 'string' && { clientCa }) };
}

function isNodeChange(state: unknown): state is NodeChange {
  return state === 'up' || state === 'down' || state === 'gone';
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function timesOf(text: string | null): ReplayTimes {
  if (text === null || text === 'keep') return 'keep';
  if (text === 'newest' || text === 'each') return text;
  throw new Error('times is keep, newest or each');
}

async function readText(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function respond(response: http.ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? String(value) : value)));
}
