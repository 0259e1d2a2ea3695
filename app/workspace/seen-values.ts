// Values for the completion popover, from what the view holds right now.
import type { SeenValue, SeenValues } from '@/components/filter-bar/completions';
import type { FeedSnapshot } from '@/lib/feed/feed';
import type { FilterKey } from '@/lib/filter/filter';
import type { VerdictCounts } from '@/lib/graph/graph';

type Held = Pick<FeedSnapshot, 'content' | 'status'>;
/** Flows by value; 0 where only the value is known. */
type Tally = ReadonlyMap<string, number>;

/** `read` gives the newest snapshot, so that nothing is counted until someone types. */
export function seenValuesIn(read: () => Held): SeenValues {
  return (key) => {
    const tally = tallies[key]?.(read()) ?? new Map<string, number>();
    const counted = [...tally].filter(([value]) => value !== '').sort(([, a], [, b]) => b - a);
    return counted.map(([value, flows]): SeenValue => (flows > 0 ? { value, flows } : { value }));
  };
}

const tallies: Partial<Record<FilterKey, (held: Held) => Tally>> = {
  ns: ({ content }) => {
    const served = tally(content?.graph?.nodes ?? [], (node) => [node.namespace, node.flows]);
    for (const { namespace } of content?.namespaces ?? []) if (!served.has(namespace)) served.set(namespace, 0);
    return served;
  },
  workload: ({ content }) =>
    tally(content?.graph?.nodes ?? [], (node) => [node.kind === 'workload' ? node.name : '', node.flows]),
  verdict: ({ content }) => {
    const all = (content?.graph?.edges ?? []).flatMap(({ events }) =>
      Object.entries<number>(events satisfies VerdictCounts),
    );
    return tally(all, ([verdict, count]) => [verdict.toLowerCase(), count]);
  },
  proto: ({ content }) => tally(content?.graph?.edges ?? [], (edge) => [edge.protocol.toLowerCase(), edge.flows]),
  port: ({ content }) =>
    tally(content?.graph?.edges ?? [], (edge) => [edge.port > 0 ? `${edge.port}` : '', edge.flows]),
  reason: ({ content }) => tally(content?.drops ?? [], (group) => [group.reason, group.count]),
  policy: ({ content }) =>
    tally(
      (content?.drops ?? []).flatMap(({ policies, count }) => policies.map((policy) => ({ policy, count }))),
      ({ policy, count }) => [policy, count],
    ),
  node: ({ status }) =>
    tally(
      (status?.clusters ?? []).flatMap(({ nodes }) => nodes),
      ({ name }) => [name, 0],
    ),
  cluster: ({ status }) => tally(status?.clusters ?? [], ({ cluster }) => [cluster, 0]),
};

function tally<Thing>(
  things: readonly Thing[],
  read: (thing: Thing) => readonly [string, number],
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const thing of things) {
    const [value, count] = read(thing);
    sums.set(value, (sums.get(value) ?? 0) + count);
  }
  return sums;
}
