import { useRef } from 'react';
import { Icon } from '@/components/ui/icon';
import { Menu, MenuAction } from '@/components/ui/menu';
import { PopoverHead } from '@/components/ui/popover';
import { otherSide } from '@/lib/filter/edit';
import { sides, type Token } from '@/lib/filter/filter';
import { keySpec } from '@/lib/filter/keys/keys';
import { chipActionOf, chipKeys, sideNames } from './chip-keys';
import type { ChipChange } from './chips';

export interface ChipMenuProps {
  readonly name: string;
  readonly token: Token;
  readonly off: boolean;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** After nothing was chosen. */
  readonly onClosed: () => void;
  readonly onEdit: () => void;
  readonly onChange: (change: ChipChange) => void;
}

/** What the keys do on a token, for the mouse, with the keys beside. */
export function ChipMenu({ name, token, off, open, onOpenChange, onClosed, onEdit, onChange }: ChipMenuProps) {
  const chosen = useRef(false);
  const choose = (act: () => void) => {
    chosen.current = true;
    onOpenChange(false);
    act();
  };
  const onKey = (key: string) => {
    const action = key === ' ' ? undefined : chipActionOf(key);
    if (!action || action === 'edit') return false;
    choose(() => onChange(action));
    return true;
  };
  return (
    <Menu
      label={`Actions for ${name}`}
      onClosed={() => {
        if (!chosen.current) onClosed();
        chosen.current = false;
      }}
      onKey={onKey}
      onOpenChange={onOpenChange}
      open={open}
      trigger={
        <button
          aria-haspopup="menu"
          aria-label={`Actions for ${name}`}
          className="-my-0.5 flex size-6 flex-none items-center justify-center text-subtle hover:text-fg"
          tabIndex={-1}
          type="button"
        >
          <Icon name="chevron-down" size={10} />
        </button>
      }
    >
      <MenuAction keys={keyOf('edit')} onAct={() => choose(onEdit)}>
        Edit
      </MenuAction>
      <MenuAction keys={keyOf('switch')} onAct={() => choose(() => onChange('switch'))}>
        {off ? 'Switch on' : 'Switch off'}
      </MenuAction>
      <MenuAction keys={keyOf('negate')} onAct={() => choose(() => onChange('negate'))}>
        {token.not ? 'Ask for it' : 'Exclude it'}
      </MenuAction>
      <MenuAction keys={keyOf('remove')} onAct={() => choose(() => onChange('remove'))}>
        Remove
      </MenuAction>
      {keySpec(token.key).sided && <Sides onSide={(side) => choose(() => onChange({ side }))} token={token} />}
    </Menu>
  );
}

/** The key written beside the one side that it leads to. */
function Sides({ token, onSide }: { token: Token; onSide: (side: Token['side']) => void }) {
  const next = otherSide(token)?.side;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and a border of its own
    <div aria-label="Side" role="group">
      <PopoverHead>Side</PopoverHead>
      {sides.map((side) => (
        <MenuAction
          checked={side === token.side}
          key={side}
          keys={side === next ? keyOf('swap') : undefined}
          onAct={() => onSide(side)}
        >
          {sideNames[side]}
        </MenuAction>
      ))}
    </div>
  );
}

const keyOf = (action: string): string => chipKeys.find((one) => one.action === action)?.keys.at(-1) ?? '';
