'use client';

import type { ReactNode } from 'react';
import { CurrentPolicy, type CurrentPolicyProps } from '@/components/current-policy/current-policy';
import { Told } from '@/components/current-policy/told';
import { VeilNote } from '@/components/veil/veil';
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import { advice, whyParts } from '@/lib/drops/why';
import type { DropCase } from '@/lib/drops/why-case';
import { inferences } from '@/lib/drops/why-inferred';
import { recordedFacts } from '@/lib/drops/why-recorded';
import { countOf } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { Actions, type ActionsProps } from './actions';
import { Concluded } from './concluded';
import { Evidence, type FlowsState } from './evidence';
import { Recorded } from './recorded';

export interface ExplanationProps {
  readonly drop: DropCase;
  readonly flows: FlowsState;
  readonly actions: ActionsProps;
  /** What the policies of now say; absent where they have no say. */
  readonly policies?: CurrentPolicyProps;
  /** The policy that would let it through, or why none would. */
  readonly suggestion?: ReactNode;
}

/** Why, in a sentence; then what is concluded, what policies say now and what was recorded, each under its own name. */
export function Explanation({ drop, flows, actions, policies, suggestion }: ExplanationProps) {
  const { group } = drop;
  return (
    <section
      aria-label="Why?"
      className="sticky left-0 grid max-w-[100vw] gap-x-8 gap-y-4 px-4 py-3 lg:px-10 xl:grid-cols-[minmax(0,1fr)_minmax(0,480px)]"
    >
      <div className="grid min-w-0 content-start gap-x-8 gap-y-4 2xl:grid-cols-2">
        <Column>
          <Sentence group={group} />
          <Concluded all={inferences(drop)} />
          {policies && flows === 'held' && <CurrentPolicy {...policies} />}
        </Column>
        <Column>
          <Recorded facts={recordedFacts(drop)} />
          <Evidence flows={drop.flows} state={flows} total={group.count} />
        </Column>
      </div>
      <Column>
        {suggestion}
        <Actions {...actions} />
      </Column>
    </section>
  );
}

function Column({ children }: { children: ReactNode }) {
  return <div className="grid min-w-0 content-start gap-4">{children}</div>;
}

function Sentence({ group }: { group: DropGroup }) {
  return (
    <div>
      <h3 className="mb-1 font-semibold text-13">Why?</h3>
      <p className="wrap-anywhere max-w-[80ch] text-14 text-muted" data-testid="why">
        <Told sentence={whyParts(group)} />
      </p>
      <p className="mt-1.5 max-w-[80ch] text-13 text-muted">{advice(group)}</p>
      <VeilNote className="mt-1.5 max-w-[80ch]" ends={[group.source, group.destination]} named />
      <p className="mt-1.5 text-12 text-subtle">{evidenceText(group)}</p>
    </div>
  );
}

/** A verdict and its drop are two events of one refused packet: both are shown, one is counted. */
function evidenceText({ count, evidence, nodes, reason, audited }: DropGroup): string {
  const events = [
    evidence.verdicts > 0 && countOf(evidence.verdicts, 'policy verdict'),
    evidence.drops > 0 && countOf(evidence.drops, 'drop event'),
    evidence.l7 > 0 && countOf(evidence.l7, 'L7 event'),
  ].filter(Boolean);
  const where = nodes.length > 0 ? `, seen on ${nodes.map(visible).join(', ')}` : '';
  const recorded = events.length > 0 ? `, recorded by ${events.join(' and ')}` : '';
  if (reason === searchedNames) return `${countOf(count, 'answer')}${recorded}${where}.`;
  if (audited) return `${countOf(count, 'packet')} that audit mode let pass${recorded}${where}.`;
  return `${countOf(count, 'refused packet or request', 'refused packets or requests')}${recorded}${where}.`;
}
