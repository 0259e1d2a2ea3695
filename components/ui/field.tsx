import { clsx } from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { Icon, type IconName } from './icon';

export interface FieldProps extends Omit<ComponentProps<'input'>, 'size'> {
  /** Read by screen readers; the placeholder shows it. */
  readonly label: string;
  readonly icon?: IconName;
  /** Behind the text: a key cap, a unit. */
  readonly end?: ReactNode;
}

/** One line of text to type. */
export function Field({ label, icon, end, className, ...rest }: FieldProps) {
  return (
    <label className={clsx(box, className)}>
      {icon && <Icon className="text-subtle" name={icon} size={14} />}
      <input
        aria-label={label}
        autoComplete="off"
        className="min-w-0 flex-1 bg-transparent text-fg outline-none placeholder:text-subtle"
        placeholder={label}
        spellCheck={false}
        {...rest}
      />
      {end}
    </label>
  );
}

const box =
  'flex h-7 items-center gap-2 rounded-2 border border-line-strong bg-inset px-2 text-12 focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-focus touch:h-11';
