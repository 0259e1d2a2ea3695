'use client';

import { clsx } from 'clsx';
import { Icon } from '@/components/ui/icon';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { visible } from '@/lib/flow/visible';
import type { DirectionFinding } from '@/lib/policy/explain';

/** The way from source to destination with its two gates: egress of the one, ingress of the other. */
export function Gates({ directions }: { directions: readonly DirectionFinding[] }) {
  const egress = directions.find(({ direction }) => direction === 'egress');
  const ingress = directions.find(({ direction }) => direction === 'ingress');
  if (!egress || !ingress) return null;
  return (
    <div className="flex items-start gap-2 py-1 text-12">
      <End name={egress.subject} />
      <Gate finding={egress} title="Egress" />
      <Gate finding={ingress} title="Ingress" />
      <End name={ingress.subject} />
    </div>
  );
}

function End({ name }: { name: string }) {
  return (
    <span className="max-w-[30%] truncate rounded-2 border border-line-strong px-2 py-1 font-semibold text-fg">
      {visible(name)}
    </span>
  );
}

function Gate({ finding, title }: { finding: DirectionFinding; title: string }) {
  const shut = ['denied', 'default-deny', 'request-denied'].includes(finding.decision);
  return (
    <div className="grid min-w-0 flex-1 justify-items-center gap-0.5 text-center">
      <span aria-hidden="true" className="flex h-7 w-full items-center">
        <span className={line(shut)} />
        {shut ? (
          <VerdictGlyph size={14} tone="dropped" />
        ) : (
          <Icon className="text-forwarded-text" name={finding.decision === 'unknown' ? 'info' : 'check'} size={14} />
        )}
        <span className={line(shut)} />
      </span>
      <span className="text-11 text-subtle">{title}</span>
      <span className={clsx('text-12', shut ? 'text-dropped-text' : 'text-muted')}>{decisions[finding.decision]}</span>
    </div>
  );
}

const line = (shut: boolean) => clsx('flex-1 border-t', shut ? 'border-dropped border-dashed' : 'border-line-strong');

const decisions: Record<DirectionFinding['decision'], string> = {
  'no-policy': 'Open',
  allowed: 'Allowed',
  denied: 'Refused by a deny rule',
  'default-deny': 'No rule allows it',
  'request-denied': 'Request refused',
  unknown: 'Cannot be judged',
};
