import { clsx } from 'clsx';
import { Icon } from './icon';

/** The picture of a checkbox, `out` with a minus in it; the control around it carries the state for screen readers. */
export function CheckMark({ checked, out = false }: { checked: boolean; out?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'inline-flex size-3.5 flex-none items-center justify-center rounded-[3px] border',
        checked ? 'border-fg bg-fg text-inverse' : 'border-line-control bg-inset',
      )}
    >
      {checked && <Icon name="check" size={10} />}
      {out && !checked && <Icon name="minus" size={10} />}
    </span>
  );
}
