// What the typing side of the filter bar knows and can do.
import type { ComponentProps } from 'react';
import type { Completion } from '@/lib/filter/complete';
import type { ChipChange, ChipPlace, Chips } from './chips';
import type { CompletionLine, SeenValues } from './completions';
import type { Draft } from './draft';

export interface FilterField {
  readonly draft: Draft;
  readonly focused: boolean;
  /** null while the popover is closed. */
  readonly completion: Completion | null;
  readonly lines: readonly CompletionLine[];
  /** The values that the lines were made of. */
  readonly seen: SeenValues;
  /** Index of the line the arrows stand on; -1: none. */
  readonly active: number;
  readonly listId: string;
  readonly problemId: string;
  readonly input: ComponentProps<'input'>;
  readonly actions: FieldActions;
}

export interface FieldActions {
  /** Makes the draft the filter, or says what is wrong with it and adds `typed`, the blank that ended it. */
  readonly take: (typed?: string) => void;
  readonly accept: (line: CompletionLine) => void;
  /** Takes a whole filter text that mends the problem. */
  readonly fix: (text: string) => void;
  /** Opens a token for rewriting. */
  readonly open: (place: ChipPlace) => void;
  /** Changes a token that stands in the bar; false when the filter would not hold together, which is then said. */
  readonly changeChip: (place: ChipPlace, change: ChipChange) => boolean;
  /** Adds the tokens of a filter text, or says what is wrong with it. */
  readonly add: (text: string) => void;
  readonly put: (chips: Chips) => void;
  readonly forget: () => void;
  readonly point: (active: number) => void;
  readonly closeMenu: () => void;
  readonly leave: () => void;
}
