// Refused flows put together by the connection they tell of: what is judged of one holds for all that are alike.
import { orientation } from '@/lib/flow/ends';
import type { Flow } from '@/lib/flow/flow';
import { attemptOf, entitiesOf } from '@/lib/policy/attempt';
import type { Attempt } from '@/lib/policy/end';

export interface Refusal {
  /** One of them. */
  readonly flow: Flow;
  /** Null for what no policy speaks of. */
  readonly attempt: Attempt | null;
  /** How many flows tell of it. */
  readonly flows: number;
}

/** Of the flows that are refused; AUDIT would be if the policy were enforced. */
export function refusalsOf(flows: readonly Flow[]): readonly Refusal[] {
  const alike = new Map<string, { flow: Flow; attempt: Attempt | null; flows: number }>();
  for (const flow of flows) {
    if (!isRefused(flow)) continue;
    const attempt = attemptOf(flow);
    const key = keyOf(flow, attempt);
    const held = alike.get(key) ?? { flow, attempt, flows: 0 };
    alike.set(key, held);
    held.flows += 1;
  }
  return [...alike.values()];
}

const isRefused = ({ verdict }: Flow): boolean => verdict === 'DROPPED' || verdict === 'AUDIT' || verdict === 'ERROR';

/** All that a need or an obstacle is made of. */
function keyOf(flow: Flow, attempt: Attempt | null): string {
  const { source, destination } = entitiesOf(flow);
  const { direction, dropReason, l4, l7, ingressDeniedBy, egressDeniedBy } = flow;
  const names = [...ingressDeniedBy, ...egressDeniedBy].map(({ name }) => name);
  const said = [direction, dropReason, l4?.protocol, l7?.type, orientation(flow).reply, names];
  return JSON.stringify([attempt, source.id, destination.id, ...said]);
}

/** How many flows they are. */
export const flowsOf = (refusals: readonly Refusal[]): number => refusals.reduce((sum, { flows }) => sum + flows, 0);
