'use client';

import type { KeyboardEvent } from 'react';
import { Button } from '@/components/ui/button';
import { MenuItem, PopoverHead } from '@/components/ui/popover';
import { focusBeside } from '@/components/ui/step-focus';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import { visible } from '@/lib/flow/visible';
import { type Chips, holdsAll, withoutAll } from './chips';
import type { CopiedCommand } from './command';
import { CommandCopy } from './command-copy';
import type { FieldActions } from './field';
import type { FilterLibrary, QuickFilter } from './library';
import { SavedFilters } from './saved-filters';

export interface FiltersPanelProps {
  readonly library: FilterLibrary;
  readonly chips: Chips;
  readonly actions: Pick<FieldActions, 'add' | 'put'>;
  readonly copied: CopiedCommand | null;
  readonly onCopy: () => void;
  readonly onClose: () => void;
}

export function FiltersPanel({ library, chips, actions, copied, onCopy, onClose }: FiltersPanelProps) {
  const apply = (next: Chips) => {
    actions.put(next);
    onClose();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys go through the buttons in it
    <div onKeyDown={step} ref={focusFirst}>
      <QuickFilters actions={actions} chips={chips} quick={library.quick} />
      <SavedFilters chips={chips} library={library} onApply={apply} />
      <RecentFilters
        current={printFilter(chips.on)}
        onApply={(on) => apply({ ...chips, on })}
        recent={library.recent}
      />
      <CommandCopy copied={copied} onCopy={onCopy} />
    </div>
  );
}

/** The panel comes after the popover around it, which had nothing to give the focus to. */
const focusFirst = (root: HTMLElement | null) => root?.querySelector<HTMLElement>('button, input')?.focus();

function step(event: KeyboardEvent<HTMLElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  focusBeside(event.currentTarget, by);
}

interface QuickFiltersProps {
  readonly quick: readonly QuickFilter[];
  readonly chips: Chips;
  readonly actions: Pick<FieldActions, 'add' | 'put'>;
}

/** Each adds its tokens to the filter, or takes them out again. */
function QuickFilters({ quick, chips, actions }: QuickFiltersProps) {
  return (
    <section aria-label="Quick filters">
      <PopoverHead>Quick filters</PopoverHead>
      {quick.length === 0 && <Nothing>None are configured.</Nothing>}
      <div className="flex flex-wrap gap-1.5 px-2 pb-1.5 empty:hidden">
        {quick.map(({ label, q }) => {
          const tokens = tokensOf(q);
          const isOn = holdsAll(chips.on, tokens);
          return (
            <Button
              aria-pressed={isOn}
              className="aria-pressed:border-fg aria-pressed:bg-active touch:h-11"
              icon={isOn ? 'check' : undefined}
              key={label}
              onClick={() => (isOn ? actions.put({ ...chips, on: withoutAll(chips.on, tokens) }) : actions.add(q))}
              size="sm"
              title={visible(q)}
            >
              {visible(label)}
            </Button>
          );
        })}
      </div>
    </section>
  );
}

interface RecentFiltersProps {
  readonly recent: readonly string[];
  /** The filter in force, which is no way back. */
  readonly current: string;
  readonly onApply: (filter: Chips['on']) => void;
}

function RecentFilters({ recent, current, onApply }: RecentFiltersProps) {
  const others = recent.filter((text) => text !== current);
  return (
    <section aria-label="Recent filters" className="mt-1 border-line border-t pt-1">
      <PopoverHead>Recent</PopoverHead>
      {others.length === 0 && <Nothing>Filters that you leave are listed here.</Nothing>}
      {others.map((text) => (
        <MenuItem key={text} onClick={() => onApply({ tokens: tokensOf(text) })} title={visible(text)}>
          <code className="truncate">{visible(text)}</code>
        </MenuItem>
      ))}
    </section>
  );
}

function Nothing({ children }: { children: string }) {
  return <p className="px-2 pb-1.5 text-12 text-subtle">{children}</p>;
}

function tokensOf(text: string): Chips['on']['tokens'] {
  const parsed = parseFilter(text);
  return parsed.ok ? parsed.filter.tokens : [];
}
