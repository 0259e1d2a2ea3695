// One simulated agent: its ring, what it has seen, and whether Relay can reach it.
import { create } from '@bufbuild/protobuf';
import { type Entry, encodeFlow, encodeLost, type LostEvents, millisecondsOf } from '@/demo/agent/entry';
import { type FlowRing, Ring } from '@/demo/agent/ring';
import { limitToVersion, type Minor, minorOf } from '@/demo/agent/version';
import type { Endpoint, Flow } from '@/proto/gen/flow/flow_pb';
import { type Namespace, NamespaceSchema } from '@/proto/gen/observer/observer_pb';

export interface AgentOptions {
  /** `cluster/node`. */
  readonly name: string;
  readonly address: string;
  readonly version: string;
  readonly ringCapacity: number;
}

const namespaceLifeMs = 3_600_000;
const rateSpanS = 60;

export class Agent {
  /** False while Relay has no connection to it; the agent itself goes on recording. */
  connected = true;
  /** False while the agent is down: what happens then is not recorded. */
  running = true;
  startedMs = Date.now();
  private recorded: Ring;
  private generated: FlowRing | undefined;
  private flows = 0;
  readonly minor: Minor;
  private readonly namespaces = new Map<
    string,
    { readonly cluster: string; readonly namespace: string; lastMs: number }
  >();
  private perSecond = new Map<number, number>();

  constructor(readonly options: AgentOptions) {
    this.recorded = new Ring(options.ringCapacity);
    this.minor = minorOf(options.version);
  }

  get name(): string {
    return this.options.name;
  }

  get ring(): FlowRing {
    return this.generated ?? this.recorded;
  }

  /** Flows recorded since the agent started. */
  get seen(): number {
    return this.generated?.next ?? this.flows;
  }

  /** From now on the agent's flows come from this ring, and nothing can be recorded. */
  generate(ring: FlowRing): void {
    this.generated = ring;
  }

  get isGenerated(): boolean {
    return this.generated !== undefined;
  }

  /** Takes the flow over: fields this agent's version does not have are removed from it. */
  record(flow: Flow): void {
    limitToVersion(flow, this.minor);
    this.noteNamespace(flow.source);
    this.noteNamespace(flow.destination);
    this.recordBytes(encodeFlow(flow), millisecondsOf(flow.time));
  }

  /** Records an encoded GetFlowsResponse that holds a flow. */
  recordBytes(bytes: Uint8Array, timeMs: number): void {
    if (!this.running) return;
    this.flows += 1;
    const second = Math.floor(Date.now() / 1000);
    this.perSecond.set(second, (this.perSecond.get(second) ?? 0) + 1);
    if (this.perSecond.size > rateSpanS + 1) this.forgetRates(second);
    this.store({ kind: 'flow', timeMs, bytes });
  }

  /** Puts bytes into the ring as they are; readers get them whatever their filter. */
  recordRaw(bytes: Uint8Array): void {
    this.store({ kind: 'other', timeMs: Date.now(), bytes });
  }

  lose(lost: LostEvents): void {
    if (this.running) this.recordRaw(encodeLost(lost, this.name, Date.now()));
  }

  /** As after a restart of the agent: an empty ring, counters from zero. */
  restart(): void {
    this.recorded = new Ring(this.options.ringCapacity);
    this.flows = 0;
    this.startedMs = Date.now();
    this.perSecond.clear();
    this.namespaces.clear();
  }

  /** Flows per second over the last minute, or since the start when that is shorter. */
  flowsRate(): number {
    const now = Date.now();
    if (this.generated) return this.generated.next / Math.max(1, (now - this.startedMs) / 1000);
    this.forgetRates(Math.floor(now / 1000));
    const flows = [...this.perSecond.values()].reduce((sum, count) => sum + count, 0);
    return flows / Math.min(rateSpanS, Math.max(1, (now - this.startedMs) / 1000));
  }

  uptimeMs(): number {
    return Math.max(1, Date.now() - this.startedMs);
  }

  /** Namespaces seen in flows of the last hour. */
  seenNamespaces(): Namespace[] {
    const oldest = Date.now() - namespaceLifeMs;
    return [...this.namespaces.values()]
      .filter(({ lastMs }) => lastMs >= oldest)
      .map(({ cluster, namespace }) => create(NamespaceSchema, { cluster, namespace }));
  }

  noteNamespace(end: Pick<Endpoint, 'namespace' | 'clusterName'> | undefined): void {
    if (!end?.namespace || !this.running) return;
    const cluster = end.clusterName || clusterOf(this.name);
    const key = `${cluster}/${end.namespace}`;
    const known = this.namespaces.get(key);
    if (known) known.lastMs = Date.now();
    else this.namespaces.set(key, { cluster, namespace: end.namespace, lastMs: Date.now() });
  }

  private store(entry: Entry): void {
    if (this.generated) throw new Error(`node ${this.name} plays generated load; record on another node`);
    this.recorded.push(entry);
  }

  private forgetRates(nowS: number): void {
    for (const second of this.perSecond.keys()) {
      if (second <= nowS - rateSpanS) this.perSecond.delete(second);
    }
  }
}

function clusterOf(nodeName: string): string {
  const slash = nodeName.indexOf('/');
  return slash < 0 ? 'default' : nodeName.slice(0, slash);
}
