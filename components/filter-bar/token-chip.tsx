import { clsx } from 'clsx';
import { type KeyboardEvent, useRef, useState } from 'react';
import { Icon } from '@/components/ui/icon';
import { VerdictGlyph } from '@/components/verdict/verdict';
import type { Token } from '@/lib/filter/filter';
import { printToken } from '@/lib/filter/print';
import { visible } from '@/lib/flow/visible';
import { chipActionOf } from './chip-keys';
import { ChipMenu } from './chip-menu';
import type { ChipChange } from './chips';
import { partsOf } from './draft';
import { valueTone } from './value-tone';

export interface TokenChipProps {
  readonly token: Token;
  readonly off: boolean;
  /** By which the bar finds it again. */
  readonly id: string;
  readonly onOpen: () => void;
  readonly onChange: (change: ChipChange) => void;
}

/** One token. A press opens it for rewriting; the cross takes it out. Dashes and minus mean not; struck out means off. */
export function TokenChip({ token, off, id, onOpen, onChange }: TokenChipProps) {
  const [menuOpen, setMenuOpen] = useState(false);
  const main = useRef<HTMLButtonElement>(null);
  const text = visible(printToken(token));
  const { minus, head, values } = partsOf(text);
  function onKeyDown(event: KeyboardEvent) {
    const action = chipActionOf(event.key);
    if (event.ctrlKey || event.metaKey || event.altKey || action === 'edit') return;
    if (event.key === 'ArrowDown') setMenuOpen(true);
    else if (action) onChange(action);
    else return;
    event.preventDefault();
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the other button of the mouse opens the menu that a button opens
    <span
      className={clsx(
        'inline-flex h-[22px] max-w-80 flex-none items-center rounded-1 border pl-1.5 mono',
        off ? 'border-line text-subtle line-through decoration-line-control' : 'border-line-strong bg-raised text-fg',
        minus && 'border-dashed',
      )}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenuOpen(true);
      }}
    >
      <button
        aria-keyshortcuts="- S O Delete"
        aria-label={`Edit ${minus ? 'not ' : ''}${head}${values}${off ? ', off' : ''}`}
        className="flex min-w-0 items-center"
        data-chip={id}
        data-stop
        onClick={onOpen}
        onKeyDown={onKeyDown}
        ref={main}
        title={off ? `${text} (off, not applied)` : text}
        type="button"
      >
        {minus && <Icon name="minus" size={10} />}
        <span className="text-subtle">{head}</span>
        {head.endsWith('verdict:') && values !== '' && !off && (
          <VerdictGlyph className="mr-1 ml-0.5" tone={valueTone(values.split(',')[0] ?? '')} />
        )}
        <span className="truncate">{values}</span>
      </button>
      <ChipMenu
        name={text}
        off={off}
        onChange={onChange}
        onClosed={() => main.current?.focus()}
        onEdit={onOpen}
        onOpenChange={setMenuOpen}
        open={menuOpen}
        token={token}
      />
      <button
        aria-label={`Remove ${text}`}
        className="-my-0.5 -mr-px -ml-1 flex size-6 flex-none items-center justify-center text-subtle hover:text-fg"
        onClick={() => onChange('remove')}
        tabIndex={-1}
        type="button"
      >
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}
