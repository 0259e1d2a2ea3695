// The flows behind a drop group, as a filter.
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import { includeValue } from '@/lib/filter/edit';
import { everything, type Filter, type FilterKey, type Side } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { dropReasonNumbers, refusedByProxy } from '@/lib/flow/drop-reason';
import type { Entity } from '@/lib/flow/entity';
import { namespaceLabel } from '@/lib/flow/labels';

export interface GroupFilterOptions {
  /** Names the clusters of its ends as well: in a mesh others are called the same. */
  readonly clusters: boolean;
  /** It is asked of flows, of which more is known than of counts. */
  readonly ofFlows: boolean;
}

/** Matches every flow of the group; a little more where the filter has no word for one of its ends. */
export function groupFilter(group: DropGroup, { clusters, ofFlows }: GroupFilterOptions): Filter {
  const { source, destination, protocol, port } = group;
  const [client, server] = runsBack(group) ? (['to', 'from'] as const) : (['from', 'to'] as const);
  const refs: { key: FilterKey; side?: Side; value: string }[] = [
    ...(clusters ? clusterRefs(client, source) : []),
    ...endRefs(client, source),
    ...(ofFlows ? outsideRefs(client, source) : []),
    ...(clusters ? clusterRefs(server, destination) : []),
    ...endRefs(server, destination),
    ...(ofFlows ? outsideRefs(server, destination) : []),
    ...refusalRefs(group),
  ];
  if (protocol !== '' && protocol !== 'UNKNOWN') refs.push({ key: 'proto', value: protocol.toLowerCase() });
  if (port > 0) refs.push({ key: 'port', side: server, value: `${port}` });
  return refs.reduce(includeValue, everything);
}

/** Reasons that no filter has a word for, such as those of foreign exporters, are left out. */
function refusalRefs({ reason, audited }: DropGroup): { key: FilterKey; value: string }[] {
  if (audited) return [{ key: 'verdict', value: 'AUDIT' }];
  if (reason === searchedNames) return [{ key: 'dns.rcode', value: reason }];
  const denied = { key: 'verdict', value: 'denied' } as const;
  return isFilterable(reason) ? [denied, { key: 'reason', value: reason }] : [denied];
}

/** Whether `reason:` can name it. */
export function isFilterable(reason: string): boolean {
  return reason === refusedByProxy || dropReasonNumbers.has(reason) || /^\d+$/.test(reason);
}

/** Whether a filter that somebody reads has to name clusters: ends of several are in view, or it was asked for one. */
export function namesClusters(groups: readonly DropGroup[], { tokens }: Filter): boolean {
  const names = groups.flatMap(({ source, destination }) => [source.cluster, destination.cluster]).filter(Boolean);
  return new Set(names).size > 1 || tokens.some(({ key }) => key === 'cluster');
}

/** Late replies and answers are sent by the server: a filter speaks of packets. */
const runsBack = ({ lateReply, reason }: DropGroup): boolean => lateReply || reason === searchedNames;

const clusterRefs = (side: Side, { cluster }: Entity) =>
  cluster === '' ? [] : [{ key: 'cluster' as const, side, value: cluster }];

function endRefs(side: Side, { kind, namespace, name }: Entity): { key: FilterKey; side: Side; value: string }[] {
  const within = namespace === '' ? [] : [{ key: 'ns' as const, side, value: namespace }];
  if (kind === 'workload') return [...within, { key: 'workload', side, value: name }];
  if (kind === 'pod') return [...within, { key: 'pod', side, value: namespace === '' ? name : `${namespace}/${name}` }];
  if (kind === 'ip' && isReadable({ key: 'ip', side, value: name })) return [{ key: 'ip', side, value: name }];
  return within;
}

const outside: readonly string[] = ['reserved', 'dns', 'cidr'];

/** There is no word for them; that they are no pods tells them from most others on the same port. */
function outsideRefs(side: Side, { kind, veiled }: Entity) {
  return outside.includes(kind) && !veiled ? [{ key: 'label' as const, side, value: `!${namespaceLabel}` }] : [];
}

/** Addresses come from the network, and may be none. */
function isReadable(ref: { key: FilterKey; side: Side; value: string }): boolean {
  return parseFilter(printFilter(includeValue(everything, ref))).ok;
}
