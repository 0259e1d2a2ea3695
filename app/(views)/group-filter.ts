// The flows behind a drop group, as a filter.
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import { includeValue } from '@/lib/filter/edit';
import { everything, type Filter, type FilterKey, type Side } from '@/lib/filter/filter';
import type { Entity } from '@/lib/flow/entity';

/** Matches every flow of the group; a little more where the filter has no word for one of its ends. */
export function groupFilter(group: DropGroup): Filter {
  const { source, destination, protocol, port, reason } = group;
  const [client, server] = runsBack(group) ? (['to', 'from'] as const) : (['from', 'to'] as const);
  const refs: { key: FilterKey; side?: Side; value: string }[] = [
    ...endRefs(client, source),
    ...endRefs(server, destination),
    reason === searchedNames ? { key: 'dns.rcode', value: reason } : { key: 'verdict', value: 'denied' },
  ];
  if (protocol !== '' && protocol !== 'UNKNOWN') refs.push({ key: 'proto', value: protocol.toLowerCase() });
  if (port > 0) refs.push({ key: 'port', side: server, value: `${port}` });
  return refs.reduce(includeValue, everything);
}

/** Late replies and answers are sent by the server: a filter speaks of packets. */
const runsBack = ({ lateReply, reason }: DropGroup): boolean => lateReply || reason === searchedNames;

function endRefs(side: Side, { kind, namespace, name }: Entity): { key: FilterKey; side: Side; value: string }[] {
  const within = namespace === '' ? [] : [{ key: 'ns' as const, side, value: namespace }];
  if (kind === 'workload') return [...within, { key: 'workload', side, value: name }];
  if (kind === 'pod') return [...within, { key: 'pod', side, value: namespace === '' ? name : `${namespace}/${name}` }];
  return within;
}
