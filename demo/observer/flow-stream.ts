// One GetFlows call at Relay: readers on every connected node, merged by time, written as the client takes them.
import { create, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { type ServerWritableStream, type StatusObject, status } from '@grpc/grpc-js';
import type { Agent } from '@/demo/agent/agent';
import { type AgentTraits, compileQuery } from '@/demo/agent/query';
import { type Outgoing, Reader } from '@/demo/agent/reader';
import type { FlowRing } from '@/demo/agent/ring';
import { NodeErrors } from '@/demo/observer/node-errors';
import { newCounters, type StreamStats } from '@/demo/observer/statistics';
import { type GetFlowsRequest, GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import { NodeState } from '@/proto/gen/relay/relay_pb';

export type FlowsCall = ServerWritableStream<GetFlowsRequest, Uint8Array>;

export interface FlowStreamOptions {
  readonly id: number;
  /** Connected and unconnected agents, as of now. */
  readonly agents: () => Iterable<Agent>;
  readonly ignoreFilters: AgentTraits['ignoreFilters'];
  readonly relayName: string;
  readonly relistMs: number;
  readonly errorWindowMs: number;
  /** What is written instead of a message; the message itself when absent. For relays that misbehave. */
  readonly outbound?: (message: Uint8Array, streamId: number) => Iterable<Uint8Array>;
  readonly onSent: (outgoing: Outgoing, ring: FlowRing) => void;
  readonly onEnd: () => void;
}

/** Messages handed to the connection before waiting for it; a handful more than Node's default keeps it busy. */
const mostQueued = 256;

interface NodeRead {
  readonly agent: Agent;
  readonly reader: Reader;
  /** The ring read from: an agent that restarted has another. */
  readonly ring: FlowRing;
}

export class FlowStream {
  private readonly counters = newCounters();
  private readonly reads = new Map<string, NodeRead>();
  /** Sequence number after the newest flow sent, by ring: what comes below it is a repeat. */
  private readonly sentUpTo = new WeakMap<FlowRing, number>();
  private readonly errors: NodeErrors;
  private relist: NodeJS.Timeout | undefined;
  private blocked = false;
  private ended = false;

  constructor(
    private readonly call: FlowsCall,
    private readonly options: FlowStreamOptions,
  ) {
    this.errors = new NodeErrors(options.errorWindowMs, ({ nodes, message }) =>
      this.writeStatus(NodeState.NODE_ERROR, nodes, message),
    );
    call.on('drain', () => {
      this.blocked = false;
      this.pump();
    });
    call.on('cancelled', () => this.dispose());
    call.on('close', () => this.dispose());
    call.on('error', () => this.dispose());
  }

  start(): void {
    const agents = [...this.options.agents()];
    const names = (connected: boolean) =>
      agents.filter((agent) => agent.connected === connected).map(({ name }) => name);
    const connected = names(true);
    const unavailable = names(false);
    if (connected.length > 0) this.writeStatus(NodeState.NODE_CONNECTED, connected);
    if (unavailable.length > 0) this.writeStatus(NodeState.NODE_UNAVAILABLE, unavailable);
    if (connected.length === 0) {
      this.end();
      return;
    }
    this.readNewNodes();
    if (this.call.request.follow) this.relist = setInterval(() => this.readNewNodes(), this.options.relistMs).unref();
    this.pump();
  }

  /** Writes what there is to write until the client is behind. */
  pump(): void {
    while (!this.blocked && !this.ended) {
      const read = this.earliest();
      const outgoing = read?.reader.take();
      if (!read || !outgoing) break;
      this.count(read, outgoing);
      this.options.onSent(outgoing, read.ring);
      this.write(outgoing.bytes);
    }
    if (!this.blocked) this.endWhenDone();
  }

  /** The agent's stream to Relay broke. */
  lose(agent: Agent, message: string): void {
    if (this.reads.delete(agent.name) && !this.ended) this.errors.add(agent.name, message);
  }

  /** Ends the call with this status. */
  end(how: Pick<StatusObject, 'code' | 'details'> = { code: status.OK, details: '' }): void {
    if (this.ended) return;
    if (how.code === status.OK) {
      this.errors.flush();
      this.call.end();
    } else {
      this.call.emit('error', how);
    }
    this.dispose();
  }

  stats(): StreamStats {
    const { whitelist, blacklist, follow } = this.call.request;
    return {
      id: this.options.id,
      peer: this.call.getPeer(),
      follow,
      filtered: whitelist.length + blacklist.length > 0,
      open: !this.ended,
      blocked: this.blocked,
      ...this.counters,
    };
  }

  private dispose(): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.relist);
    this.errors.drop();
    this.reads.clear();
    this.options.onEnd();
  }

  /** Starts the same request on connected nodes that are not read yet, so history is sent again for them. */
  private readNewNodes(): void {
    for (const agent of this.options.agents()) {
      const read = this.reads.get(agent.name);
      if (agent.connected && read?.ring !== agent.ring) this.readNode(agent);
    }
    this.pump();
  }

  private readNode(agent: Agent): void {
    const { ring, minor, name } = agent;
    try {
      const query = compileQuery(this.call.request, { minor, ignoreFilters: this.options.ignoreFilters });
      this.reads.set(name, { agent, ring, reader: new Reader(ring, query, name) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.errors.add(name, `rpc error: code = Unknown desc = ${reason}`);
    }
  }

  private earliest(): NodeRead | undefined {
    let best: NodeRead | undefined;
    let bestMs = Number.POSITIVE_INFINITY;
    for (const read of this.reads.values()) {
      const head = read.reader.peek();
      if (head && (best === undefined || head.timeMs < bestMs)) {
        best = read;
        bestMs = head.timeMs;
      }
    }
    return best;
  }

  private count({ ring }: NodeRead, { entry, sequence, lost }: Outgoing): void {
    const { counters } = this;
    counters.lostFlows += lost;
    if (!entry) counters.lostMessages += 1;
    if (entry?.kind !== 'flow') return;
    counters.flows += 1;
    if (sequence < (this.sentUpTo.get(ring) ?? 0)) return;
    counters.uniqueFlows += 1;
    this.sentUpTo.set(ring, sequence + 1);
  }

  private writeStatus(state: NodeState, nodes: readonly string[], message = ''): void {
    this.counters.statusMessages += 1;
    const response = create(GetFlowsResponseSchema, {
      responseTypes: { case: 'nodeStatus', value: { stateChange: state, nodeNames: [...nodes], message } },
      nodeName: this.options.relayName,
      time: timestampFromMs(Date.now()),
    });
    this.write(toBinary(GetFlowsResponseSchema, response));
  }

  private write(message: Uint8Array): void {
    const messages = this.options.outbound?.(message, this.options.id) ?? [message];
    for (const bytes of messages) {
      if (!this.call.write(bytes) && this.call.writableLength >= mostQueued) this.blocked = true;
    }
  }

  private endWhenDone(): void {
    if (this.ended || (this.call.request.follow && this.reads.size === 0)) return;
    if ([...this.reads.values()].every(({ reader }) => reader.done)) this.end();
  }
}
