// A Hubble Relay over simulated agents: the real Observer API on a real gRPC server, and a handle to drive it.
import { randomUUID } from 'node:crypto';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import * as grpc from '@grpc/grpc-js';
import { Agent } from '@/demo/agent/agent';
import type { LostEvents } from '@/demo/agent/entry';
import { type AgentTraits, CallFault, checkRequest } from '@/demo/agent/query';
import { sizeOf } from '@/demo/agent/ring';
import { minorOf, newestVersion } from '@/demo/agent/version';
import { FlowStream, type FlowsCall } from '@/demo/observer/flow-stream';
import { type Listener, listen } from '@/demo/observer/listener';
import { addServices } from '@/demo/observer/services';
import type { RelayStats, StreamStats } from '@/demo/observer/statistics';
import { type Flow, FlowSchema } from '@/proto/gen/flow/flow_pb';

export interface RelayOptions {
  readonly host?: string;
  /** 0 takes a free port. */
  readonly port?: number;
  /** PEM texts. With `clientCa` a client certificate signed by it is required. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  /** `cluster/node` names; `node` alone is in the cluster `default`. */
  readonly nodes?: readonly string[];
  /** Flows each node keeps. Default 4095, as in Hubble. */
  readonly ringCapacity?: number;
  /** Cilium version to play, of Relay and agents. Older ones know fewer fields and filters. */
  readonly version?: string;
  /** true: sends everything whatever the filter. A list: does not know these filter fields. */
  readonly ignoreFilters?: AgentTraits['ignoreFilters'];
  /** How often follow streams look for new nodes; 2 s as in Relay. */
  readonly relistMs?: number;
  /** How long equal node errors are gathered; 10 s as in Relay. */
  readonly errorWindowMs?: number;
  /** Replaces each outgoing GetFlows message, for relays that misbehave. */
  readonly outbound?: (message: Uint8Array, streamId: number) => Iterable<Uint8Array>;
}

export type FlowInit = MessageInitShape<typeof FlowSchema>;

/** up and down: Relay's connection to the agent. gone: the node left the cluster. */
export type NodeChange = 'up' | 'down' | 'gone';

export interface Relay {
  readonly host: string;
  readonly port: number;
  /** `host:port`, with brackets around an IPv6 address. */
  readonly address: string;
  /** The simulated agents, to record into directly. */
  agent(name: string): Agent;
  nodeNames(): readonly string[];
  /** Tells open streams that agents have recorded something; `push` does it by itself. */
  wake(): void;
  /** Records flows on a node (by default the first that plays no generated load). Time, uuid and node name are filled in unless `asIs`. */
  push(flows: FlowInit | readonly FlowInit[], node?: string, options?: { readonly asIs?: boolean }): void;
  /** Puts an encoded GetFlowsResponse, or any bytes, into a node's ring as they are. */
  pushBytes(bytes: Uint8Array, node?: string): void;
  /** An unknown name is a new node. `restart`: the agent itself is down meanwhile and starts empty. */
  setNode(name: string, change: NodeChange, options?: { readonly restart?: boolean }): void;
  loseEvents(lost: Partial<LostEvents> & Pick<LostEvents, 'source'>, node?: string): void;
  /** Ends every open GetFlows stream; with OK by default. */
  endStreams(how?: { readonly code: grpc.status; readonly details: string }): void;
  stats(): RelayStats;
  /** Breaks every connection and stops listening; the agents go on recording. */
  crash(): Promise<void>;
  /** Listens again on the same port, with other certificates if given. */
  revive(tls?: RelayOptions['tls']): Promise<void>;
  /** Shows new connections other certificates; those that exist go on. */
  rotate(tls: NonNullable<RelayOptions['tls']>): void;
  stop(): Promise<void>;
}

export const demoNodes = ['demo/test-server', 'demo/test-server-agent', 'demo/test-server-agent-2'] as const;

/** Rejects with one sentence when the address cannot be listened on. */
export async function startRelay(options: RelayOptions = {}): Promise<Relay> {
  const relay = new SimulatedRelay(options);
  await relay.listen();
  return relay;
}

const relayName = 'hubble-relay-5d8f7c9b6d-q7wzn';
const keptStreams = 100;

class SimulatedRelay implements Relay {
  readonly host: string;
  port: number;
  private listener: Listener | undefined;
  private tls: RelayOptions['tls'];
  private readonly agents = new Map<string, Agent>();
  private readonly streams = new Map<number, FlowStream>();
  private closed: StreamStats[] = [];
  private readonly calls = new Map<string, number>();
  private readonly sent = { flows: 0, uniqueFlows: 0, lostFlows: 0 };
  private opened = 0;
  private woken = false;

  constructor(private readonly options: RelayOptions) {
    this.host = options.host ?? '127.0.0.1';
    this.port = options.port ?? 0;
    this.tls = options.tls;
    for (const name of options.nodes ?? demoNodes) this.addAgent(name);
  }

  get address(): string {
    return `${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.port}`;
  }

  async listen(): Promise<void> {
    const server = new grpc.Server();
    addServices(server, {
      version: this.version,
      minor: minorOf(this.version),
      agents: () => [...this.agents.values()],
      getFlows: (call) => this.openStream(call),
      onCall: (rpc) => this.calls.set(rpc, (this.calls.get(rpc) ?? 0) + 1),
    });
    const { host, port } = this;
    this.listener = await listen(server, credentialsOf(this.tls), { host, port });
    this.port = this.listener.port;
  }

  agent(name: string): Agent {
    const agent = this.agents.get(name);
    if (!agent) throw new Error(`no node ${JSON.stringify(name)}; there are ${this.nodeNames().join(', ')}`);
    return agent;
  }

  nodeNames(): string[] {
    return [...this.agents.keys()];
  }

  /** Streams write on the next turn, so that many flows recorded in one turn wake them once. */
  wake(): void {
    if (this.woken) return;
    this.woken = true;
    setImmediate(() => {
      this.woken = false;
      for (const stream of this.streams.values()) stream.pump();
    });
  }

  push(flows: FlowInit | readonly FlowInit[], node?: string, { asIs = false } = {}): void {
    const agent = this.agent(node ?? this.firstNode());
    for (const init of isList(flows) ? flows : [flows]) {
      const flow = create(FlowSchema, init);
      if (!asIs) complete(flow, agent.name);
      agent.record(flow);
    }
    this.wake();
  }

  pushBytes(bytes: Uint8Array, node?: string): void {
    this.agent(node ?? this.firstNode()).recordRaw(bytes);
    this.wake();
  }

  setNode(name: string, change: NodeChange, { restart = false } = {}): void {
    const agent = this.agents.get(name) ?? this.addAgent(name);
    agent.connected = change === 'up';
    if (restart || change !== 'down') agent.running = change === 'up';
    if (restart && change === 'down') agent.restart();
    if (change === 'gone') this.agents.delete(name);
    if (change === 'up') return;
    for (const stream of this.streams.values()) stream.lose(agent, brokenStream);
  }

  loseEvents(lost: Partial<LostEvents> & Pick<LostEvents, 'source'>, node?: string): void {
    this.agent(node ?? this.firstNode()).lose({ count: 1n, ...lost });
    this.wake();
  }

  endStreams(how?: { readonly code: grpc.status; readonly details: string }): void {
    for (const stream of [...this.streams.values()]) stream.end(how);
  }

  stats(): RelayStats {
    const open = [...this.streams.values()].map((stream) => stream.stats());
    const nodes = [...this.agents.values()].map(({ name, connected, seen, ring }) => ({
      name,
      up: connected,
      seen,
      held: sizeOf(ring),
    }));
    return {
      streams: [...open, ...this.closed],
      open: open.length,
      opened: this.opened,
      ...this.sent,
      calls: Object.fromEntries(this.calls),
      nodes,
    };
  }

  async crash(): Promise<void> {
    await this.listener?.close();
  }

  async revive(tls?: RelayOptions['tls']): Promise<void> {
    this.tls = tls ?? this.tls;
    await this.listen();
  }

  rotate(tls: NonNullable<RelayOptions['tls']>): void {
    this.tls = tls;
    this.listener?.present(credentialsOf(tls));
  }

  stop(): Promise<void> {
    return this.crash();
  }

  private get version(): string {
    return this.options.version ?? newestVersion;
  }

  private firstNode(): string {
    const recording = [...this.agents.values()].find(({ isGenerated }) => !isGenerated);
    return recording?.name ?? '';
  }

  private addAgent(name: string): Agent {
    const agent = new Agent({
      name,
      address: `172.18.0.${2 + this.agents.size}:4244`,
      version: this.version,
      ringCapacity: this.options.ringCapacity ?? 4095,
    });
    this.agents.set(name, agent);
    return agent;
  }

  private openStream(call: FlowsCall): void {
    const { ignoreFilters = false, relistMs = 2000, errorWindowMs = 10_000, outbound } = this.options;
    const id = this.opened;
    try {
      checkRequest(call.request, { minor: minorOf(this.version), ignoreFilters });
    } catch (error) {
      if (!(error instanceof CallFault)) throw error;
      call.emit('error', { code: error.code, details: error.details });
      return;
    }
    this.opened += 1;
    const stream: FlowStream = new FlowStream(call, {
      id,
      agents: () => this.agents.values(),
      ignoreFilters,
      relayName,
      relistMs,
      errorWindowMs,
      ...(outbound && { outbound }),
      onSent: ({ entry, sequence, lost }, ring) => {
        this.sent.lostFlows += lost;
        if (entry?.kind !== 'flow') return;
        this.sent.flows += 1;
        if (ring.markSent(sequence)) this.sent.uniqueFlows += 1;
      },
      onEnd: () => this.closeStream(id, stream),
    });
    this.streams.set(id, stream);
    stream.start();
  }

  private closeStream(id: number, stream: FlowStream): void {
    this.streams.delete(id);
    this.closed = [stream.stats(), ...this.closed].slice(0, keptStreams);
  }
}

const brokenStream = 'rpc error: code = Unavailable desc = error reading from server: EOF';

function isList(flows: FlowInit | readonly FlowInit[]): flows is readonly FlowInit[] {
  return Array.isArray(flows);
}

function complete(flow: Flow, nodeName: string): void {
  flow.time ??= timestampFromMs(Date.now());
  flow.uuid ||= randomUUID();
  flow.nodeName ||= nodeName;
}

function credentialsOf(tls: RelayOptions['tls']): grpc.ServerCredentials {
  if (!tls) return grpc.ServerCredentials.createInsecure();
  const { cert, key, clientCa } = tls;
  const pair = { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) };
  return grpc.ServerCredentials.createSsl(clientCa ? Buffer.from(clientCa) : null, [pair], clientCa !== undefined);
}
