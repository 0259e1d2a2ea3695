'use client';

import { useState } from 'react';
import { type Found, Note } from '@/components/current-policy/current-policy';
import { Told } from '@/components/current-policy/told';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { saveFile } from '@/components/ui/save-file';
import { Segmented } from '@/components/ui/segmented';
import { CopyButton } from '@/components/value-actions/copy-button';
import { countOf } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { SuggestedKind } from '@/lib/policy/suggest/need';
import type { SuggestedPolicy as Policy } from '@/lib/policy/suggest/place';
import type { Remark } from '@/lib/policy/suggest/remark';
import type { SuggestionAnswer } from '@/lib/wire/suggestion';
import { AlsoFor, type Candidate } from './also-for';
import { DiffText, YamlText } from './code-text';
import { proofTexts } from './proof-text';

export type FoundSuggestion = Found<SuggestionAnswer>;

export interface SuggestedPolicyProps {
  readonly found: FoundSuggestion;
  /** Ends of several clusters are in view: each policy says for which it is. */
  readonly clusters: boolean;
  readonly kind: SuggestedKind;
  readonly onKind: (kind: SuggestedKind) => void;
  /** Other drop groups that the policy could be for as well, and those that it is for. */
  readonly candidates: readonly Candidate[];
  readonly chosen: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
}

/** The smallest policy that would let this through, for somebody to review: it is never applied from here. */
export function SuggestedPolicy(props: SuggestedPolicyProps) {
  const { found, clusters, kind, onKind, candidates, chosen, onChoose } = props;
  return (
    <section aria-label="Suggested policy" className="grid min-w-0 content-start gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold text-13">Suggested policy</h3>
        <Segmented
          label="Kind of policy"
          onChange={onKind}
          segments={[
            { value: 'CiliumNetworkPolicy', label: 'Cilium' },
            { value: 'NetworkPolicy', label: 'NetworkPolicy' },
          ]}
          size="sm"
          value={kind}
        />
      </div>
      <div aria-busy={found.state === 'asking'} className="grid min-w-0 gap-2">
        <Body clusters={clusters} found={found} />
      </div>
      {candidates.length > 0 && <AlsoFor candidates={candidates} chosen={chosen} onChoose={onChoose} />}
    </section>
  );
}

function Body({ found, clusters }: Pick<SuggestedPolicyProps, 'found' | 'clusters'>) {
  if (found.state === 'asking') return <Note>Looking at the refused flows.</Note>;
  if (found.state === 'failed') return <Note>{visible(found.why)}</Note>;
  const { policies, warnings, notes, policyNotes } = found.answer;
  if (policies.length === 0 && warnings.length === 0) {
    return <Note>The refused flows are no longer held, so nothing can be suggested from them.</Note>;
  }
  return (
    <>
      <Warnings warnings={warnings} />
      {policies.map((policy) => (
        <Document clusters={clusters} key={`${policy.cluster} ${policy.namespace}/${policy.name}`} policy={policy} />
      ))}
      {policies.length > 0 && (
        <ul className="grid gap-1 text-12 text-muted" data-testid="proof">
          {proofTexts(found.answer).map((text) => (
            <li key={text}>{visible(text)}</li>
          ))}
          {found.answer.proof.refused.map(({ sentence, flows }) => (
            <li className="text-warn-text" key={JSON.stringify(sentence)}>
              <Told sentence={sentence} /> ({countOf(flows, 'flow')})
            </li>
          ))}
          {notes.map((note) => (
            <li key={JSON.stringify(note)}>
              <Told sentence={note} />
            </li>
          ))}
          {policyNotes.map((note) => (
            <li className="text-warn-text" key={note}>
              {visible(note)}
            </li>
          ))}
          <li>Eyepiece never applies policies: review it, then apply it your own way.</li>
        </ul>
      )}
    </>
  );
}

/** Where a policy is not the cure. */
function Warnings({ warnings }: { warnings: readonly Remark[] }) {
  return warnings.map(({ sentence, flows }) => (
    <p className="flex gap-1.5 text-13 text-muted" data-testid="no-cure" key={JSON.stringify(sentence)}>
      <Icon className="mt-0.5 flex-none text-warn-text" name="alert" size={14} />
      <span>
        <Told sentence={sentence} /> <span className="text-12 text-subtle">{countOf(flows, 'flow')}</span>
      </span>
    </p>
  ));
}

function Document({ policy, clusters }: { policy: Policy; clusters: boolean }) {
  const { kind, namespace, name, cluster, yaml, diff } = policy;
  const where = clusters && cluster !== '' ? `, for cluster ${visible(cluster)}` : '';
  const [shown, show] = useState<'whole' | 'diff'>(diff === null ? 'whole' : 'diff');
  const label = `${kind} ${namespace}/${name}`;
  return (
    <div className="min-w-0 overflow-hidden rounded-2 border border-line bg-inset">
      <div className="flex min-h-9 flex-wrap items-center gap-2 border-line border-b px-3 py-1 text-12">
        <span className="min-w-0 flex-1 truncate" title={visible(label)}>
          <b className="font-semibold text-fg">{visible(name)}</b>{' '}
          <span className="text-subtle">
            {diff === null ? 'new' : 'changes the policy of that name'}
            {where}
          </span>
        </span>
        {diff !== null && (
          <Segmented
            label={`How ${visible(name)} is shown`}
            onChange={show}
            segments={[
              { value: 'whole', label: 'Whole' },
              { value: 'diff', label: 'Diff' },
            ]}
            size="sm"
            value={shown}
          />
        )}
        <CopyButton label={`Copy ${visible(name)}`} text={yaml}>
          Copy
        </CopyButton>
        <Button icon="download" onClick={() => saveFile(`${name}.yaml`, [yaml], 'application/yaml')} size="sm">
          Download
        </Button>
      </div>
      {shown === 'diff' && diff !== null ? <DiffText text={diff} /> : <YamlText label={visible(label)} text={yaml} />}
    </div>
  );
}
