// Which drop group a denied flow is of.
import type { DropGroup } from '@/lib/drops/group';
import { includeValue } from '@/lib/filter/edit';
import { everything, type Filter } from '@/lib/filter/filter';
import { destinationEntity, destinationPort, sourceEntity, sourcePort } from '@/lib/flow/ends';
import type { Flow } from '@/lib/flow/flow';
import { deniedBy, dropReasonOf, protocolOf } from '@/lib/flow/questions';

/** Matches every flow between the namespaces of the flow's ends, as far as they have any. */
export function namespacesFilter(flow: Flow): Filter {
  const ends = [
    { side: 'from' as const, value: sourceEntity(flow).namespace },
    { side: 'to' as const, value: destinationEntity(flow).namespace },
  ];
  return ends
    .filter(({ value }) => value !== '')
    .reduce((filter, end) => includeValue(filter, { key: 'ns', ...end }), everything);
}

/** Of several that it could be of, the one whose policies it names; one event of a denial names them, the other may not. */
export function groupOfFlow(flow: Flow, groups: readonly DropGroup[]): DropGroup | undefined {
  const same = groups.filter((group) => couldBeOf(flow, group));
  const named = deniedBy(flow);
  return same.find(({ policies }) => named.length > 0 && named.every((name) => policies.includes(name))) ?? same[0];
}

function couldBeOf(flow: Flow, { source, destination, protocol, port, reason, direction }: DropGroup): boolean {
  // A late reply is of the group of its request, whose client is its destination.
  const ends = [sourceEntity(flow).id, destinationEntity(flow).id].sort().join('\n');
  const isBetween = [source.id, destination.id].sort().join('\n') === ends;
  const isOnPort = port === 0 || port === sourcePort(flow) || port === destinationPort(flow);
  const isSameKind = protocol === protocolOf(flow) && reason === dropReasonOf(flow) && direction === flow.direction;
  return isBetween && isOnPort && isSameKind;
}
