// What the typing side of the filter bar knows and can do.
import type { ComponentProps } from 'react';
import type { Completion } from '@/lib/filter/complete';
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
  readonly open: (at: number) => void;
  readonly remove: (at: number) => void;
  readonly forget: () => void;
  readonly point: (active: number) => void;
  readonly closeMenu: () => void;
  readonly leave: () => void;
}
