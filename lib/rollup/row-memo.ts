// The rows that flows were counted in lately, by what those flows said. Whoever reads a stream gives equal endpoints,
// addresses and names as the same objects and texts, so that comparing references tells what would take a dozen
// look-ups to work out.
import { destinationPort, sourcePort } from '@/lib/flow/ends';
import type { FlowFacts } from '@/lib/flow/flow';
import { l7Of } from '@/lib/flow/questions';
import type { RowEntry } from '@/lib/rollup/buckets';
import { nameablePort } from '@/lib/rollup/sighting';

export interface RowMemo {
  /** The row of flows that say the same; undefined when none is remembered. `alike` tells where to look. */
  find(flow: FlowFacts, alike: number): RowEntry | undefined;
  keep(flow: FlowFacts, alike: number, entry: RowEntry): void;
  /** Estimate of memory used. */
  bytes(): number;
}

/** More than a large cluster has at one time. */
const slots = 1 << 14;
const bytesPerSaid = 260;

export function createRowMemo(): RowMemo {
  // Made with the first flow that is kept: many rollups never see one with a number.
  let table: (Said | undefined)[] | undefined;
  let held = 0;

  function at(slot: number, flow: FlowFacts): RowEntry | undefined {
    const said = table?.[slot];
    return said !== undefined && said.entry.uses > 0 && isSame(flow, said) ? said.entry : undefined;
  }

  return {
    find(flow, alike) {
      const slot = slotOf(flow, alike);
      return at(slot, flow) ?? at(slot ^ 1, flow);
    },
    keep(flow, alike, entry) {
      if (!isPlain(flow)) return;
      table ??= new Array<Said | undefined>(slots).fill(undefined);
      const slot = slotOf(flow, alike);
      // Both places of two that share them are used; otherwise the older one of three goes.
      if (table[slot] !== undefined) {
        if (table[slot ^ 1] === undefined) held += 1;
        table[slot ^ 1] = table[slot];
      } else held += 1;
      table[slot] = saidBy(flow, entry);
    },
    bytes: () => held * bytesPerSaid + (table ? slots * 8 : 0),
  };
}

function slotOf(flow: FlowFacts, alike: number): number {
  return (alike ^ (alike >>> 14) ^ Math.imul(serverPort(flow), 0x9e37) ^ flow.verdict.length) & (slots - 1);
}

type Said = ReturnType<typeof saidBy>;

/** All that a sighting is made of: what `isPlain` left out aside, and what a proxy saw, which the row itself says. */
function saidBy(flow: FlowFacts, entry: RowEntry) {
  // One key a line and no spread: of that V8 makes an object ten times as large.
  return {
    entry,
    source: flow.source,
    destination: flow.destination,
    ip: flow.ip,
    ethernet: flow.ethernet,
    node: flow.node,
    verdict: flow.verdict,
    direction: flow.direction,
    isReply: flow.isReply,
    eventType: flow.eventType,
    type: flow.type,
    isRelated: isRelated(flow),
    dropReason: flow.dropReason,
    authType: flow.authType,
    policyMatchType: flow.policyMatchType,
    sourceService: flow.sourceService,
    destinationService: flow.destinationService,
    protocol: flow.l4?.protocol,
    serverPort: serverPort(flow),
    clientPort: clientPort(flow),
    isOfProxy: flow.l7 !== undefined,
    sourceNames: flow.sourceNames,
    destinationNames: flow.destinationNames,
    egressAllowedBy: flow.egressAllowedBy,
    ingressAllowedBy: flow.ingressAllowedBy,
    egressDeniedBy: flow.egressDeniedBy,
    ingressDeniedBy: flow.ingressDeniedBy,
  };
}

/** Whether the row depends on nothing else: not on ports known to be served, nor on kinds of ICMP. */
function isPlain(flow: FlowFacts): boolean {
  return flow.isReply !== undefined && flow.l4 !== undefined && 'sourcePort' in flow.l4 && hasShortLists(flow);
}

/** Longer ones are not worth their memory. */
const longestList = 8;

function hasShortLists(flow: FlowFacts): boolean {
  return (
    flow.sourceNames.length <= longestList &&
    flow.destinationNames.length <= longestList &&
    flow.egressAllowedBy.length <= longestList &&
    flow.ingressAllowedBy.length <= longestList &&
    flow.egressDeniedBy.length <= longestList &&
    flow.ingressDeniedBy.length <= longestList
  );
}

function isSame(flow: FlowFacts, said: Said): boolean {
  return (
    said.source === flow.source &&
    said.destination === flow.destination &&
    said.ip === flow.ip &&
    said.ethernet === flow.ethernet &&
    said.eventType === flow.eventType &&
    said.node === flow.node &&
    said.verdict === flow.verdict &&
    said.direction === flow.direction &&
    said.isReply === flow.isReply &&
    said.type === flow.type &&
    said.isRelated === isRelated(flow) &&
    said.dropReason === flow.dropReason &&
    said.authType === flow.authType &&
    said.policyMatchType === flow.policyMatchType &&
    said.sourceService === flow.sourceService &&
    said.destinationService === flow.destinationService &&
    hasSameTransport(flow, said) &&
    hasSameLists(flow, said)
  );
}

function hasSameTransport(flow: FlowFacts, said: Said): boolean {
  if (said.protocol !== flow.l4?.protocol || said.isOfProxy !== (flow.l7 !== undefined)) return false;
  if (said.serverPort !== serverPort(flow) || said.clientPort !== clientPort(flow)) return false;
  if (flow.l7 === undefined) return true;
  const { l7, l7Type, l7Code, searched } = l7Of(flow);
  const { dims } = said.entry;
  return dims.l7 === l7 && dims.l7Type === l7Type && dims.l7Code === l7Code && dims.searched === searched;
}

function hasSameLists(flow: FlowFacts, said: Said): boolean {
  return (
    isSameList(said.sourceNames, flow.sourceNames) &&
    isSameList(said.destinationNames, flow.destinationNames) &&
    isSameList(said.egressAllowedBy, flow.egressAllowedBy) &&
    isSameList(said.ingressAllowedBy, flow.ingressAllowedBy) &&
    isSameList(said.egressDeniedBy, flow.egressDeniedBy) &&
    isSameList(said.ingressDeniedBy, flow.ingressDeniedBy)
  );
}

/** All that a trace reason tells of a row. */
function isRelated({ traceReason }: FlowFacts): boolean {
  return traceReason === 'RELATED';
}

function serverPort(flow: FlowFacts): number {
  return flow.isReply === true ? sourcePort(flow) : destinationPort(flow);
}

function clientPort(flow: FlowFacts): number {
  return nameablePort(flow.isReply === true ? destinationPort(flow) : sourcePort(flow));
}

/** Policies and names are the same objects where they are equal. */
function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
