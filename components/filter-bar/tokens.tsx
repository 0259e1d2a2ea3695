import { clsx } from 'clsx';
import { type ClipboardEventHandler, type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { useMoreBeside } from '@/components/ui/use-more-beside';
import type { Token } from '@/lib/filter/filter';
import { printToken } from '@/lib/filter/print';
import { type ChipChange, type ChipList, type ChipPlace, type Chips, changeChip, chipsText, placeAfter } from './chips';
import type { FilterField } from './field';
import { TokenChip } from './token-chip';

export interface TokensProps {
  readonly chips: Chips;
  readonly field: FilterField;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onPaste: ClipboardEventHandler<HTMLInputElement>;
}

/** Tokens in force, then those that are off, and the text that is typed, in its place among them. */
export function Tokens({ chips, field, inputRef, onPaste }: TokensProps) {
  const { draft, actions } = field;
  const { line, focusLater } = useFocusAfter(chips, inputRef);
  const more = useMoreBeside(line);
  function change(place: ChipPlace, what: ChipChange) {
    const next = changeChip(chips, place, what);
    if (actions.changeChip(place, what)) focusLater(placeAfter(chips, place, next, what), next);
  }
  const chip = (list: ChipList, token: Token, at: number) => (
    <TokenChip
      id={idOf({ list, at })}
      key={`${list}:${at}:${printToken(token)}`}
      off={list === 'off'}
      onChange={(what) => change({ list, at }, what)}
      onOpen={() => actions.open({ list, at })}
      token={token}
    />
  );
  /** The chips of a list, less the one that is rewritten. */
  const chipsOf = (list: ChipList, from: number, to?: number) =>
    chips[list].tokens
      .map((token, at) => ({ token, at }))
      .slice(from, to)
      .filter(({ at }) => !(draft.opened && draft.list === list && draft.at === at))
      .map(({ token, at }) => chip(list, token, at));
  const on = draft.list === 'on' ? draft.at : undefined;
  // A new token is typed behind everything, so that what is off does not part it from the end of the line.
  const offBefore = draft.list === 'off' ? draft.at : draft.opened ? 0 : undefined;
  const after = [
    ...(on === undefined ? [] : chipsOf('on', on)),
    ...(offBefore === undefined ? [] : chipsOf('off', offBefore)),
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys go through what stands in it
    <div
      className="faded-sides -my-1 flex min-w-0 flex-auto items-center gap-1.5 overflow-x-auto py-1 [scrollbar-width:none]"
      data-more={more}
      onKeyDown={stepAmong}
      ref={line}
    >
      {chipsOf('on', 0, on)}
      {chipsOf('off', 0, offBefore)}
      <input
        {...field.input}
        autoCapitalize="none"
        autoComplete="off"
        className={clsx(
          '[anchor-name:--filter-field] h-[22px] min-w-16 bg-transparent text-ellipsis text-fg outline-none mono placeholder:text-subtle',
          after.length === 0 && 'flex-1',
          draft.problem && 'rounded-1 bg-warn-tint px-1.5 outline-1! outline-warn!',
        )}
        data-stop
        onPaste={onPaste}
        placeholder={chips.on.tokens.length + chips.off.tokens.length === 0 ? hint : undefined}
        ref={inputRef}
        size={after.length === 0 ? undefined : Math.max(6, draft.text.length + 1)}
        spellCheck={false}
      />
      {after}
    </div>
  );
}

const hint = 'Filter: ns:shop verdict:dropped, or a name';

const idOf = ({ list, at }: ChipPlace): string => `${list}-${at}`;

/** A changed chip is another element, and comes with the next view: the focus follows it there. */
function useFocusAfter(chips: Chips, inputRef: RefObject<HTMLInputElement | null>) {
  const line = useRef<HTMLDivElement>(null);
  const awaited = useRef<{ readonly place: ChipPlace | undefined; readonly text: string } | null>(null);
  const text = chipsText(chips);
  useEffect(() => {
    if (awaited.current?.text !== text) return;
    const { place } = awaited.current;
    awaited.current = null;
    const chip = place && line.current?.querySelector<HTMLElement>(`[data-chip="${idOf(place)}"]`);
    (chip ?? inputRef.current)?.focus();
  }, [text, inputRef]);
  const focusLater = (place: ChipPlace | undefined, next: Chips) => {
    awaited.current = { place, text: chipsText(next) };
  };
  return { line, focusLater };
}

/** Left and right go from token to token, and into the text that is typed at its ends. */
function stepAmong(event: KeyboardEvent<HTMLElement>) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const { target } = event;
  if (!by || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement))
    return;
  if (target instanceof HTMLInputElement && !isAtEnd(target, by)) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-stop]')];
  const at = stops.indexOf(target);
  const next = at < 0 ? undefined : stops[at + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (next instanceof HTMLInputElement)
    next.setSelectionRange(by > 0 ? 0 : next.value.length, by > 0 ? 0 : next.value.length);
}

function isAtEnd({ selectionStart, selectionEnd, value }: HTMLInputElement, by: number): boolean {
  return selectionStart === selectionEnd && selectionStart === (by < 0 ? 0 : value.length);
}
