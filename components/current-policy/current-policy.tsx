'use client';

import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';
import { countOf, formatTime } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { PolicyAnswer } from '@/lib/policy/answer';
import type { PolicyProblem } from '@/lib/policy/read-text';
import { Finding } from './finding';
import { Gates } from './gates';
import { OtherPolicies } from './other-policies';
import { Told } from './told';

/** An answer of the server that may be on its way still. */
export type Found<Answer> =
  | { readonly state: 'asking' }
  | { readonly state: 'failed'; readonly why: string }
  | { readonly state: 'found'; readonly answer: Answer };

/** What the policies of now say. */
export type FoundPolicies = Found<PolicyAnswer>;

export interface CurrentPolicyProps {
  readonly policies: FoundPolicies;
  /** Judges by these policies instead; null goes back to those of the server. */
  readonly onSend: (text: string | null) => void;
}

/** How the policies of now would decide: always beside, and never in place of, what was recorded. */
export function CurrentPolicy({ policies, onSend }: CurrentPolicyProps) {
  return (
    <section aria-label="Policies now" className="grid max-w-[80ch] gap-2">
      <h3 className="font-semibold text-13">
        Policies now <span className="font-normal text-12 text-subtle">{whence(policies)}</span>
      </h3>
      <Body policies={policies} />
      <OtherPolicies areSent={policies.state === 'found' && policies.answer.from === 'sent'} onSend={onSend} />
    </section>
  );
}

function whence(policies: FoundPolicies): string {
  if (policies.state !== 'found' || policies.answer.readAt === null) return '';
  const { policyCount, readAt, from } = policies.answer;
  const where = from === 'kubernetes' ? ' from Kubernetes' : '';
  const which = from === 'sent' ? 'as you gave them' : `read ${formatTime(Date.parse(readAt))}${where}`;
  return `${countOf(policyCount, 'policy', 'policies')}, ${which}; those in force at the time of the drop may have been others`;
}

function Body({ policies }: { policies: FoundPolicies }) {
  if (policies.state === 'asking') return <Note>Reading the policies.</Note>;
  if (policies.state === 'failed') return <Note>{visible(policies.why)}</Note>;
  const { from, readAt, notes, directions, problems, problemCount, policyCount } = policies.answer;
  if (from === 'none') {
    return (
      <Note>
        This server was given no policies: set EYEPIECE_KUBERNETES to read those of the cluster or EYEPIECE_POLICIES to
        a folder of them, or paste some here. They are judged and not kept.
      </Note>
    );
  }
  // Nothing is judged by nothing; a note says so.
  const isEmpty = policyCount === 0 && from !== 'kubernetes';
  return (
    <>
      {notes.map((note) => (
        <p className="flex gap-1.5 text-13 text-warn-text" key={note}>
          <Icon className="mt-0.5 flex-none" name="alert" size={12} />
          {visible(note)}
        </p>
      ))}
      {directions === null && readAt !== null && !isEmpty && <Note>No policy speaks of packets of this kind.</Note>}
      {directions !== null && <Gates directions={directions} />}
      {directions?.map((direction) => (
        <div className="grid gap-2" key={direction.direction}>
          <p className="text-13 text-muted">
            <Told sentence={direction.sentence} />
          </p>
          {direction.findings.map((finding) => (
            <Finding
              direction={direction}
              finding={finding}
              key={`${finding.kind} ${finding.namespace}/${finding.policy}`}
            />
          ))}
          {direction.moreFindings !== undefined && (
            <Note>{countOf(direction.moreFindings, 'more policy', 'more policies')} select it.</Note>
          )}
        </div>
      ))}
      {problemCount > 0 && <Problems count={problemCount} problems={problems} />}
    </>
  );
}

/** A sentence in the place of an answer. */
export function Note({ children }: { children: ReactNode }) {
  return <p className="text-13 text-muted">{children}</p>;
}

function Problems({ problems, count }: { problems: readonly PolicyProblem[]; count: number }) {
  return (
    <details className="text-12">
      <summary className="flex cursor-default items-center gap-1.5 text-warn-text">
        <Icon name="alert" size={12} />
        {countOf(count, 'fault')} in the policies as they were given
      </summary>
      <ul className="mt-1 grid gap-1 pl-5">
        {problems.map(({ file, line, policy, path, message, effect }) => (
          <li className="text-muted" key={`${file}:${line} ${policy} ${path} ${message}`}>
            <span className="mono text-subtle">{visible(line > 0 ? `${file}:${line}` : file)}</span>{' '}
            {policy !== '' && <b className="font-semibold text-fg">{visible(policy)}: </b>}
            {visible(message)} {effect === 'dropped' ? 'Judged without it.' : 'Not judged.'}
          </li>
        ))}
      </ul>
      {count > problems.length && <p className="pl-5 text-subtle">{countOf(count - problems.length, 'more fault')}.</p>}
    </details>
  );
}
