import { clsx } from 'clsx';
import { Icon } from '@/components/ui/icon';
import { ValueActions } from '@/components/value-actions/value-actions';
import type { Field } from './fields';
import { MaskedText } from './masked-text';

export interface ValueProps {
  readonly field: Field;
  readonly onNarrow: (text: string) => void;
  /** How the text looks. */
  readonly look?: string;
}

/** A value, and what can be done with it on hover and on focus. */
export function Value({ field, onNarrow, look = 'mono text-fg' }: ValueProps) {
  return (
    <span className="group relative block min-w-0">
      <span className={clsx(look, '[overflow-wrap:anywhere]')}>
        <MaskedText text={field.text} />
      </span>
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
