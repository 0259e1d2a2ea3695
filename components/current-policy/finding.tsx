'use client';

import { clsx } from 'clsx';
import { Icon } from '@/components/ui/icon';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { visible } from '@/lib/flow/visible';
import type { Check, DirectionFinding, Effect, PolicyFinding } from '@/lib/policy/explain';
import { Told } from './told';

export interface FindingProps {
  readonly finding: PolicyFinding;
  readonly direction: DirectionFinding;
}

/** One policy: its sentence, and its rule beside the connection, part by part. */
export function Finding({ finding, direction }: FindingProps) {
  const { policy, namespace, kind, path, checks, effect, sentence } = finding;
  const lacks = checks.some(({ part, holds }) => part === 'peer' && holds === 'no');
  return (
    <article className="overflow-hidden rounded-2 border border-line bg-inset text-12">
      <h4 className="flex flex-wrap items-center gap-x-2 border-line border-b px-3 py-2">
        <Icon className="text-subtle" name="shield" size={12} />
        <b className="font-semibold text-fg">{visible(policy)}</b>
        <span className="text-subtle">{[kind, visible(namespace), path].filter(Boolean).join(', ')}</span>
        <span className="sr-only">{effects[effect]}</span>
      </h4>
      <p className="px-3 py-2 text-13 text-muted">
        <Told sentence={sentence} />
      </p>
      {checks.length > 0 && (
        <dl className="border-line-faint border-t">
          {checks.map((check) => (
            <Line check={check} direction={direction} key={check.part} />
          ))}
          {lacks && direction.peerLabels.length > 0 && (
            <Row name={`${visible(direction.peer)} has`}>
              <span className="mono flex flex-wrap gap-1">
                {direction.peerLabels.map((label) => (
                  <span className="rounded-1 bg-active px-1.5" key={label}>
                    {visible(label)}
                  </span>
                ))}
              </span>
            </Row>
          )}
        </dl>
      )}
    </article>
  );
}

const effects: Record<Effect, string> = {
  denies: 'refuses it',
  'refuses-request': 'refuses the request',
  'allows-not': 'does not allow it',
  allows: 'allows it',
  unknown: 'cannot be judged',
};

function Line({ check: { part, wanted, holds }, direction }: { check: Check; direction: DirectionFinding }) {
  const name = part === 'peer' ? (direction.direction === 'ingress' ? 'From' : 'To') : parts[part];
  return (
    <Row name={name}>
      <span className="mono min-w-0 flex-1 break-words text-fg">{visible(wanted)}</span>
      <span
        className={clsx('flex items-center gap-1.5', holds === 'no' ? 'text-dropped-text' : 'text-muted')}
        data-holds={holds}
      >
        {holds === 'no' ? (
          <VerdictGlyph size={10} tone="dropped" />
        ) : (
          <Icon name={holds === 'yes' ? 'check' : 'info'} size={12} />
        )}
        {words[holds]}
      </span>
    </Row>
  );
}

const parts = { ports: 'Ports', requests: 'Requests' } as const;
const words = { yes: 'fits', no: 'does not fit', unknown: 'not known' } as const;

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1 border-line-faint border-b px-3 py-1.5 last:border-b-0">
      <dt className="w-24 flex-none truncate text-subtle">{name}</dt>
      <dd className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4">{children}</dd>
    </div>
  );
}
