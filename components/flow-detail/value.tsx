import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';
import { ValueActions } from '@/components/value-actions/value-actions';
import { masked } from '@/lib/flow/mask';
import type { Field } from './fields';

export interface ValueProps {
  readonly field: Field;
  readonly onNarrow: (text: string) => void;
}

/** A value, and what can be done with it on hover and on focus. */
export function Value({ field, onNarrow }: ValueProps) {
  return (
    <span className="group relative block min-w-0">
      <span className="mono text-fg [overflow-wrap:anywhere]">{field.text.split(masked).flatMap(withMarks)}</span>
      <span className="absolute -top-1 right-0 flex rounded-1 bg-overlay opacity-0 focus-within:opacity-100 group-hover:opacity-100 touch:static touch:bg-transparent touch:opacity-100">
        {field.href && <ExternalLink href={field.href} text={field.text} />}
        <ValueActions filter={field.filter} onNarrow={onNarrow} text={field.text} />
      </span>
    </span>
  );
}

function ExternalLink({ href, text }: { href: string; text: string }) {
  const name = `Open trace ${text}`;
  return (
    <a aria-label={name} className={iconLinkClass} href={href} rel="noreferrer noopener" target="_blank" title={name}>
      <Icon name="external" size={14} />
    </a>
  );
}

const iconLinkClass =
  'inline-flex size-6 flex-none items-center justify-center rounded-1 text-muted hover:bg-hover hover:text-fg';

/** Text between secrets, and in the place of each secret a mark that says so. */
function withMarks(text: string, index: number): readonly ReactNode[] {
  if (index === 0) return [text];
  // The same secret may be masked many times over; only its place tells one from the other.
  return [<MaskedMark key={`${index.toString()}`} />, text];
}

function MaskedMark() {
  return (
    <span
      className="rounded-1 bg-active px-1 text-11 text-muted"
      title="Secrets are not shown; see EYEPIECE_SHOW_SECRETS."
    >
      masked
    </span>
  );
}
