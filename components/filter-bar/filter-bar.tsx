'use client';

import { clsx } from 'clsx';
import { type ClipboardEventHandler, type ReactNode, type RefObject, useMemo, useState } from 'react';
import { useShortcuts } from '@/components/shell/use-shortcuts';
import { Kbd } from '@/components/ui/badge';
import { IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { VerdictGlyph } from '@/components/verdict/verdict';
import type { Filter, FilterError } from '@/lib/filter/filter';
import { printFilter } from '@/lib/filter/print';
import { countOf } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { Chips } from './chips';
import { type OnCommand, type ShownRange, useCommandCopy, usePastedCommand } from './command';
import { CompletionPopover } from './completion-popover';
import type { UseSeenValues } from './completions';
import { wholeText } from './draft';
import type { FilterField } from './field';
import { FiltersPopover } from './filters-popover';
import { HelpPopover } from './help-popover';
import type { FilterLibrary } from './library';
import { ProblemPopover } from './problem-popover';
import { Tokens } from './tokens';
import { useFilterField } from './use-filter-field';

export interface FilterBarProps {
  /** The filter in force. */
  readonly filter: Filter;
  /** Tokens that are switched off. */
  readonly off: Filter;
  /** A text from a link that could not be read: shown with what is wrong, in force is `filter`. */
  readonly badText?: string;
  /** What the server found wrong with `badText`, where it can be read; it then shows nothing at all. */
  readonly refused?: FilterError | undefined;
  readonly onChange: (chips: Chips) => void;
  readonly useSeen: UseSeenValues;
  /** Flows in the view; null while unknown. */
  readonly matched: number | null;
  readonly hidden: number;
  readonly hiddenDenials: number;
  /** These figures are so far: the rest is still looked through. */
  readonly searching?: boolean | undefined;
  /** These figures are of the filter before; those of this one are awaited. */
  readonly stale?: boolean;
  readonly library: FilterLibrary;
  /** The span of time that is shown now. */
  readonly rangeNow: () => ShownRange;
  readonly onCommand: OnCommand;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  /** What stands to the right in the same line: the stream and time controls. */
  readonly children?: ReactNode;
}

/** One line of tokens, keyboard first. While a text cannot be read, the last good filter stays in force and says so. */
export function FilterBar({ children, ...props }: FilterBarProps) {
  const { filter, off } = props;
  const chips = useMemo(() => ({ on: filter, off }), [filter, off]);
  const field = useFilterField({ ...props, chips });
  const pasted = usePastedCommand(field.actions, props.onCommand);
  const { draft, focused, completion } = field;
  return (
    <div className="flex-none bg-surface">
      <div className="flex min-h-12 flex-wrap items-center gap-2 px-3 py-2">
        <div className="relative min-w-0 flex-1 basis-60">
          <Field {...props} chips={chips} field={field} onPaste={pasted.onPaste} />
          {draft.problem && focused && (
            <ProblemPopover
              id={field.problemId}
              onFix={field.actions.fix}
              problem={draft.problem}
              text={wholeText(chips[draft.list], draft)}
            />
          )}
          {completion && !draft.problem && (
            <CompletionPopover
              active={field.active}
              completion={completion}
              id={field.listId}
              lines={field.lines}
              onAccept={field.actions.accept}
              seen={field.seen}
            />
          )}
        </div>
        {children}
      </div>
      {draft.problem && !props.refused && <LastGood filter={props.filter} />}
      {pasted.note && <Note onClose={pasted.forgetNote} text={pasted.note} />}
    </div>
  );
}

interface FieldProps extends Omit<FilterBarProps, 'children'> {
  readonly field: FilterField;
  readonly chips: Chips;
  readonly onPaste: ClipboardEventHandler<HTMLInputElement>;
}

function Field({ filter, chips, field, library, rangeNow, inputRef, onPaste, ...figures }: FieldProps) {
  const [filtersOpen, setFiltersOpen] = useState(false);
  const { copied, copy } = useCommandCopy(filter, rangeNow);
  useShortcuts({
    filters: () => setFiltersOpen(true),
    observe() {
      setFiltersOpen(true);
      copy();
    },
  });
  const bad = field.draft.problem !== null;
  return (
    <div
      className={clsx(
        'flex min-h-8 flex-wrap items-center gap-x-2 rounded-2 border bg-inset px-2 focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-focus touch:min-h-11',
        bad ? 'border-warn' : 'border-line-strong',
      )}
    >
      <div className="flex min-w-0 flex-auto items-center gap-1.5">
        <FiltersPopover
          actions={field.actions}
          chips={chips}
          copied={copied}
          library={library}
          onCopy={copy}
          onOpenChange={setFiltersOpen}
          open={filtersOpen}
        />
        <Tokens chips={chips} field={field} inputRef={inputRef} onPaste={onPaste} />
        <HelpPopover chips={chips} rangeNow={rangeNow} />
      </div>
      {bad ? <Problem /> : <Figures {...figures} />}
    </div>
  );
}

function Note({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <div className="flex min-h-9 items-center gap-2 border-line border-t px-4 py-1 text-12 text-muted">
      <Icon name="info" size={14} />
      <p className="min-w-0 flex-1 break-words" role="status">
        {visible(text)}
      </p>
      <IconButton icon="close" label="Close this note" onClick={onClose} size="sm" />
    </div>
  );
}

function LastGood({ filter }: { filter: Filter }) {
  return (
    <p className="flex h-9 items-center gap-2 border-line border-t px-4 text-12 text-muted">
      <Icon name="info" size={14} />
      <span className="flex-none">Still showing the last filter that worked:</span>
      <code className="truncate text-fg">{visible(printFilter(filter)) || 'everything'}</code>
    </p>
  );
}

function Problem() {
  return (
    <span className="flex flex-none items-center gap-1 text-11 text-error-text">
      <Icon name="alert" size={12} />1 problem
    </span>
  );
}

type FigureProps = 'matched' | 'hidden' | 'hiddenDenials' | 'searching' | 'stale';

/** What is hidden is always said: behind the tokens where they leave room, else in a line of its own under them. */
function Figures({ matched, hidden, hiddenDenials, searching, stale }: Pick<FilterBarProps, FigureProps>) {
  const isHiding = hidden > 0 || hiddenDenials > 0;
  return (
    <span
      aria-busy={stale || undefined}
      className={clsx(
        'min-h-6 flex-wrap items-center gap-x-2 whitespace-nowrap text-11 text-subtle transition-opacity aria-busy:opacity-50 aria-busy:delay-300',
        isHiding ? 'flex' : 'hidden sm:flex',
      )}
    >
      {hiddenDenials > 0 && (
        <span className="flex items-center gap-1 text-dropped-text" title={oneInTwo}>
          <VerdictGlyph size={10} tone="dropped" />
          {countOf(hiddenDenials, 'denied flow')} hidden
        </span>
      )}
      {hidden > 0 && <span>{countOf(hidden, 'flow')} hidden by filters</span>}
      {matched !== null && (
        <span className="text-muted">{`${countOf(matched, 'flow')}${searching ? ' so far' : ''}`}</span>
      )}
      <span className="max-sm:hidden">
        <Kbd>/</Kbd>
      </span>
    </span>
  );
}

const oneInTwo = 'Denied flows that this filter leaves out. Agents may tell of one refused packet in two flows.';
