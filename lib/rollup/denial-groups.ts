// Denials told apart by what a person would ask: why, on which side, by which policies.
import type { EpochMs, Open, TrafficDirection } from '@/lib/flow/flow';
import { countOf, move, type Pairing, type Portion, pairingsOf, sum } from '@/lib/rollup/denials';
import type { Row } from '@/lib/rollup/row';

export interface DenialGroup {
  /** As in RowDims; 'L7' for requests refused by the proxy. */
  readonly reason: string;
  readonly direction: Open<TrafficDirection>;
  /** Empty where no event named one. */
  readonly policies: readonly string[];
  readonly late: boolean;
  /** Denials, each once; over all groups their sum is `denialsOf().total`. */
  readonly count: number;
  /** Flow events behind the count; over all groups their sum is the number of denial events. */
  readonly evidence: { readonly verdicts: number; readonly drops: number; readonly l7: number };
  /** Sorted. */
  readonly nodes: readonly string[];
  /** Denials told of by each of `nodes`, each once; what is missing to `count` has no node. */
  readonly nodeCounts: readonly number[];
  /** Of refused requests the newest that is known; '' where there is none. */
  readonly request: string;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
}

/** The denials among the rows of one conversation, most frequent first. */
export function denialGroups(rows: Iterable<Row>): DenialGroup[] {
  return pairingsOf(rows)
    .flatMap(groupsOf)
    .sort((a, b) => b.count - a.count);
}

interface Share {
  readonly policies: readonly string[];
  count: number;
  readonly verdicts: Portion[];
  readonly drops: Portion[];
}

function groupsOf(pairing: Pairing): DenialGroup[] {
  const unnamed: Share = {
    policies: [],
    count: countOf(pairing),
    verdicts: pairing.verdicts.filter((portion) => !isNamed(portion)),
    drops: pairing.drops.filter((portion) => !isNamed(portion)),
  };
  const named = sharesByName(pairing);
  nameFirst(named, unnamed);
  settle(named, unnamed);
  return [...named, unnamed]
    .filter(({ count }) => count > 0)
    .map((share, place) => groupOf(share, pairing, place === 0 ? pairing.repeated : []));
}

function sharesByName(pairing: Pairing): Share[] {
  const shares = new Map<string, Share>();
  for (const account of ['verdicts', 'drops'] as const) {
    for (const portion of pairing[account].filter(isNamed)) {
      const policies = portion.dims.deniedBy;
      const key = JSON.stringify(policies);
      const share = shares.get(key) ?? { policies, count: 0, verdicts: [], drops: [] };
      shares.set(key, share);
      share[account].push(portion);
    }
  }
  return [...shares.values()];
}

function isNamed({ dims }: Portion): boolean {
  return dims.deniedBy.length > 0;
}

/** As many denials as verdicts name, then as many as drops name beyond them; the rest nobody named. */
function nameFirst(named: readonly Share[], unnamed: Share): void {
  const give = (share: Share, most: number) => {
    const count = Math.min(unnamed.count, Math.max(0, most));
    share.count += count;
    unnamed.count -= count;
  };
  for (const share of named) give(share, sum(share.verdicts));
  for (const share of named) give(share, sum(share.drops) - share.count);
}

/** Named events beyond the share's denials turn nameless; then each named denial gets its other half from those. */
function settle(named: readonly Share[], unnamed: Share): void {
  for (const account of ['verdicts', 'drops'] as const) {
    for (const share of named) move(share[account], unnamed[account], sum(share[account]) - share.count);
    for (const share of named) move(unnamed[account], share[account], share.count - sum(share[account]));
  }
}

function groupOf(
  { policies, count, verdicts, drops }: Share,
  pairing: Pairing,
  repeated: readonly Portion[],
): DenialGroup {
  const { reason, late, l7 } = pairing;
  const portions = [...verdicts, ...drops, ...repeated];
  const nodes = [...new Set(portions.map(({ dims }) => dims.node))].filter(Boolean).sort();
  return {
    reason,
    direction: directionOf(pairing, portions),
    policies,
    late,
    count,
    evidence: l7 ? { verdicts: 0, drops: 0, l7: sum(portions) } : { verdicts: sum(verdicts), drops: sum(drops), l7: 0 },
    nodes,
    nodeCounts: countsByNode(nodes, { verdicts, drops }, count),
    request: newestRequest(portions),
    firstMs: Math.min(...portions.map(({ firstMs }) => firstMs)),
    lastMs: Math.max(...portions.map(({ lastMs }) => lastMs)),
  };
}

/** A verdict and its drop come from one node; where they do not, the sum is kept. */
function countsByNode(
  nodes: readonly string[],
  { verdicts, drops }: Pick<Share, 'verdicts' | 'drops'>,
  count: number,
): number[] {
  let left = count;
  return nodes.map((node) => {
    const on = (portions: readonly Portion[]) => sum(portions.filter(({ dims }) => dims.node === node));
    const counted = Math.min(left, Math.max(on(verdicts), on(drops)));
    left -= counted;
    return counted;
  });
}

function newestRequest(portions: readonly Portion[]): string {
  const asked = portions.filter(({ request }) => request !== undefined);
  return (
    asked.reduce<Portion | null>((newest, one) => (newest && newest.lastMs >= one.lastMs ? newest : one), null)
      ?.request ?? ''
  );
}

/** A direction that is neither in nor out is kept as it came, unless there are several. */
function directionOf({ side }: Pairing, portions: readonly Portion[]): Open<TrafficDirection> {
  if (side === 'egress') return 'EGRESS';
  if (side === 'ingress') return 'INGRESS';
  const said = new Set(portions.map(({ dims }) => dims.direction));
  const [only] = said;
  return only !== undefined && said.size === 1 ? only : 'TRAFFIC_DIRECTION_UNKNOWN';
}
