import { clsx } from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { Icon, type IconName } from './icon';

type Variant = 'default' | 'primary' | 'ghost' | 'warn';
type Size = 'lg' | 'md' | 'sm';

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: Variant;
  /** 32 px in bars, 28 in the top bar, 24 in panels. */
  readonly size?: Size;
  readonly icon?: IconName;
}

export function Button({ variant = 'default', size = 'lg', icon, className, children, ...rest }: ButtonProps) {
  return (
    <button className={clsx(base, variants[variant], sizes[size], className)} type="button" {...rest}>
      {icon && <Icon name={icon} size={size === 'sm' ? 12 : 14} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly label: string;
  readonly icon: IconName;
  readonly size?: Size;
  readonly keys?: string;
}

/** A button that is only an icon has a name, and a tooltip with the same words. */
export function IconButton({ label, icon, size = 'md', keys, className, ...rest }: IconButtonProps) {
  return (
    <button
      aria-keyshortcuts={keys}
      aria-label={label}
      className={clsx(base, variants.ghost, squares[size], className)}
      title={keys ? `${label} (${keys})` : label}
      type="button"
      {...rest}
    >
      <Icon name={icon} size={size === 'sm' ? 14 : 16} />
    </button>
  );
}

/** Looks like a button, is a link. */
export function buttonClass(variant: Variant = 'default', size: Size = 'lg'): string {
  return clsx(base, variants[variant], sizes[size]);
}

/** A run of prose or a value that can be pressed: underlined, no box. */
export function TextButton({ children, className, ...rest }: ComponentProps<'button'> & { children: ReactNode }) {
  return (
    <button className={clsx(underlined, className)} type="button" {...rest}>
      {children}
    </button>
  );
}

const base =
  'inline-flex flex-none items-center justify-center gap-1.5 border font-medium whitespace-nowrap transition-colors duration-80 disabled:border-line disabled:text-disabled';

const variants: Record<Variant, string> = {
  default:
    'border-line-strong bg-surface text-fg enabled:hover:bg-hover enabled:active:bg-active aria-expanded:bg-active',
  primary: 'border-fg bg-fg text-inverse enabled:hover:border-muted enabled:hover:bg-muted',
  ghost: 'border-transparent text-muted enabled:hover:bg-hover enabled:hover:text-fg enabled:active:bg-active',
  warn: 'border-warn-line text-fg enabled:hover:bg-hover enabled:active:bg-active',
};

const sizes: Record<Size, string> = {
  lg: 'h-8 rounded-2 px-3 text-13',
  md: 'h-7 rounded-2 px-3 text-13',
  sm: 'h-6 rounded-1 px-2 text-12',
};

const squares: Record<Size, string> = {
  lg: 'size-8 rounded-2',
  md: 'size-7 rounded-2',
  sm: 'size-6 rounded-1',
};

const underlined = 'underline decoration-line-control decoration-1 underline-offset-3 hover:decoration-current';
