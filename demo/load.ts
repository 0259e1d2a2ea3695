// Flows by the hundred thousand a second: messages of the story encoded once, and made into flows with times and
// uuids of their own only when somebody reads them.
import { create, toBinary } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { type Entry, encodeFlow } from '@/demo/agent/entry';
import type { FlowRing } from '@/demo/agent/ring';
import { type Player, ticker } from '@/demo/play';
import type { Relay } from '@/demo/relay-server';
import { Random } from '@/demo/story/random';
import { story } from '@/demo/story/story';
import type { Endpoint, Flow } from '@/proto/gen/flow/flow_pb';

export interface LoadOptions {
  /** Flows per second, over all nodes. */
  readonly rate: number;
  readonly seed?: number;
  readonly services?: number;
  /** Flows each node keeps. Default 65 535, as many as Hubble allows. */
  readonly ringCapacity?: number;
}

/** Rates above this are played by playLoad, below by the story itself. */
export const storyRateLimit = 4000;
const fewestTemplates = 8192;
const namespacesEveryMs = 60_000;

/** Turns every node the relay has now into a source of generated flows. */
export function playLoad(relay: Relay, options: LoadOptions): Player {
  const { rate, ringCapacity = 65_535 } = options;
  const nodes = relay.nodeNames();
  const { templates, ends } = makeTemplates({ ...options, nodes, run: Date.now() });
  const startMs = Date.now();
  const rings = nodes.map((node) => {
    const ring = new LoadRing(templates, { node, rate, startMs, capacity: ringCapacity });
    relay.agent(node).generate(ring);
    return ring;
  });
  let namespacesMs = 0;
  const tick = () => {
    const nowMs = Date.now();
    for (const ring of rings) ring.advance(nowMs);
    if (nowMs - namespacesMs > namespacesEveryMs) {
      for (const node of nodes) for (const end of ends) relay.agent(node).noteNamespace(end);
      namespacesMs = nowMs;
    }
    relay.wake();
  };
  return ticker(tick, (pausedMs) => {
    for (const ring of rings) ring.leaveOut(pausedMs);
  });
}

/** An encoded GetFlowsResponse and where in it the parts are that differ from flow to flow. */
export interface Template {
  readonly bytes: Uint8Array;
  readonly node: string;
  /** Offsets of seconds and nanoseconds, each five bytes; in the flow and in the response around it. */
  readonly times: readonly { readonly secondsAt: number; readonly nanosAt: number }[];
  /** Offset of the uuid's last twelve digits. */
  readonly counterAt: number;
}

/** Messages of the story in its order, ready to be copied. `run` keeps uuids of different runs apart. */
export function makeTemplates(options: {
  readonly rate: number;
  readonly seed?: number;
  readonly services?: number;
  readonly nodes: readonly string[];
  readonly run: number;
}): { templates: Template[]; ends: Endpoint[] } {
  const { rate, seed = 1, services = 0, nodes, run } = options;
  const runId = new Random(run).hex(8);
  const templates: Template[] = [];
  const ends = new Set<Endpoint>();
  const wanted = Math.max(fewestTemplates, services * 4);
  for (const item of story({ seed, startMs: 0, rate, services, nodes, outages: false })) {
    if (item.kind !== 'flow') continue;
    templates.push(templateOf(item.flow, runId));
    for (const end of [item.flow.source, item.flow.destination]) if (end) ends.add(end);
    if (templates.length >= wanted) break;
  }
  return { templates, ends: [...ends] };
}

const mark = { seconds: 1_234_567_890n, nanos: 987_654_321 };
const markBytes = toBinary(TimestampSchema, create(TimestampSchema, mark));
const uuidTail = 'abcdefabcdef';

function templateOf(flow: Flow, runId: string): Template {
  flow.time = create(TimestampSchema, mark);
  flow.uuid = `${runId}-0000-4000-8000-${uuidTail}`;
  const bytes = Buffer.from(encodeFlow(flow));
  const times: { secondsAt: number; nanosAt: number }[] = [];
  for (let at = bytes.indexOf(markBytes); at >= 0; at = bytes.indexOf(markBytes, at + 1)) {
    times.push({ secondsAt: at + 1, nanosAt: at + 7 });
  }
  return { bytes, node: flow.nodeName, times, counterAt: bytes.indexOf(uuidTail) };
}

/**
 * The ring of one node under load. Its entries are a function of their sequence number: the templates of this node in
 * turn, at the times at which all templates in turn would come at the given rate.
 */
export class LoadRing implements FlowRing {
  next = 0;
  readonly capacity: number;
  private readonly own: readonly { readonly template: Template; readonly position: number }[];
  private readonly cycleLength: number;
  private readonly msPerFlow: number;
  /** When flow number 0 would have been, for the sequences from `from` on: pauses move it. */
  private readonly starts: { readonly from: number; readonly startMs: number }[];
  private readonly laps: Uint8Array;
  private readonly writer = new TemplateWriter();

  constructor(
    templates: readonly Template[],
    options: { readonly node: string; readonly rate: number; readonly startMs: number; readonly capacity: number },
  ) {
    this.own = templates.flatMap((template, position) =>
      template.node === options.node ? [{ template, position }] : [],
    );
    this.cycleLength = templates.length;
    this.msPerFlow = 1000 / options.rate;
    this.starts = [{ from: 0, startMs: options.startMs }];
    this.capacity = options.capacity;
    this.laps = new Uint8Array(options.capacity);
  }

  get oldest(): number {
    return Math.max(0, this.next - this.capacity);
  }

  /** Makes the flows up to this time readable. */
  advance(nowMs: number): void {
    const due = Math.floor((nowMs - this.startOf(this.next)) / this.msPerFlow);
    const cycles = Math.floor(due / this.cycleLength);
    this.next = Math.max(this.next, cycles * this.own.length + this.ownBelow(due % this.cycleLength));
  }

  /** Nothing happens in the next so many milliseconds. */
  leaveOut(lengthMs: number): void {
    this.starts.push({ from: this.next, startMs: this.startOf(this.next) + lengthMs });
  }

  get(sequence: number): Entry | undefined {
    if (sequence < this.oldest || sequence >= this.next) return undefined;
    const cycle = Math.floor(sequence / this.own.length);
    const own = this.own[sequence % this.own.length];
    if (!own) return undefined;
    const number = cycle * this.cycleLength + own.position;
    const timeMs = this.startOf(sequence) + number * this.msPerFlow;
    return { kind: 'flow', timeMs, bytes: this.writer.write(own.template, timeMs, number) };
  }

  /** A byte per slot holds the lap in which it was sent last. */
  markSent(sequence: number): boolean {
    const slot = sequence % this.capacity;
    const lap = ((sequence / this.capacity) & 0x7f) + 1;
    const isFirst = this.laps[slot] !== lap;
    this.laps[slot] = lap;
    return isFirst;
  }

  private startOf(sequence: number): number {
    return this.starts.findLast(({ from }) => sequence >= from)?.startMs ?? 0;
  }

  /** How many of this node's templates stand before the position. */
  private ownBelow(position: number): number {
    let low = 0;
    let high = this.own.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.own[middle]?.position ?? position) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const slabBytes = 1 << 20;

/** Copies templates into large slabs, so that a flow costs no allocation of its own. */
export class TemplateWriter {
  private slab = Buffer.alloc(0);
  private used = 0;

  write(template: Template, atMs: number, counter: number): Uint8Array {
    const { length } = template.bytes;
    if (this.used + length > this.slab.length) {
      this.slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, length));
      this.used = 0;
    }
    const bytes = this.slab.subarray(this.used, this.used + length);
    this.used += length;
    bytes.set(template.bytes);
    const seconds = Math.floor(atMs / 1000);
    const nanos = Math.floor((atMs - seconds * 1000) * 1e6);
    for (const { secondsAt, nanosAt } of template.times) {
      writeVarint5(bytes, secondsAt, seconds);
      writeVarint5(bytes, nanosAt, nanos);
    }
    writeHex12(bytes, template.counterAt, counter);
    return bytes;
  }
}

/** A varint of exactly five bytes, padded where a shorter one would do, so that the length never changes. */
function writeVarint5(bytes: Uint8Array, at: number, value: number): void {
  let rest = value;
  for (let index = 0; index < 4; index += 1) {
    bytes[at + index] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at + 4] = rest & 0x7f;
}

const digits = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

function writeHex12(bytes: Uint8Array, at: number, value: number): void {
  let rest = value;
  for (let index = 11; index >= 0; index -= 1) {
    bytes[at + index] = digits[rest % 16] ?? 0x30;
    rest = Math.floor(rest / 16);
  }
}
