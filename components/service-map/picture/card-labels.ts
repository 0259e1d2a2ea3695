// The labels of a card, as lines of tags that fit into it.
import { visible } from '@/lib/flow/visible';
import type { SeenPods } from '@/lib/graph/seen-pods';

export interface CardLabels {
  /** How many labels all pods behind the card have. */
  readonly count: number;
  /** Tags line by line; none while the card keeps them to itself. */
  readonly lines: readonly (readonly string[])[];
}

export const tagHeight = 18;
export const tagGap = 4;
/** Beside the tags, and below them. */
export const tagMargin = 8;
const mostLines = 6;

/** Null where there are none. `width` is the card's. */
export function cardLabels({ labels, moreLabels }: SeenPods, open: boolean, width: number): CardLabels | null {
  const count = labels.length + moreLabels;
  if (count === 0) return null;
  if (!open) return { count, lines: [] };
  const lines = linesOf(labels.map(visible), width - 2 * tagMargin);
  const shown = lines.slice(0, lines.length > mostLines || moreLabels > 0 ? mostLines - 1 : mostLines);
  const left = count - shown.flat().length;
  return { count, lines: left > 0 ? [...shown, [`${left} more`]] : shown };
}

export function heightOfLabels(labels: CardLabels | null): number {
  const lines = labels?.lines.length ?? 0;
  return lines === 0 ? 0 : lines * tagHeight + (lines - 1) * tagGap + tagMargin;
}

/** As wide as its text, and no wider than its line. */
export const widthOfTag = (text: string, most: number): number => Math.min(most, text.length * 6.65 + 10);

function linesOf(labels: readonly string[], width: number): string[][] {
  const lines: string[][] = [];
  let room = 0;
  for (const label of labels) {
    const taken = widthOfTag(label, width);
    const line = lines.at(-1);
    if (line && taken + tagGap <= room) {
      line.push(label);
      room -= taken + tagGap;
    } else {
      lines.push([label]);
      room = width - taken;
    }
  }
  return lines;
}
