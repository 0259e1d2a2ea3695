// The keys of the shell: one table for the help and for what listens.

export type Action =
  | 'filter'
  | 'filters'
  | 'observe'
  | 'find'
  | 'map'
  | 'drops'
  | 'flows'
  | 'pause'
  | 'live'
  | 'close'
  | 'theme'
  | 'share'
  | 'keys'
  | 'density'
  | 'columns'
  | 'refused';

export interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
  /** Absent on keys that a table or a panel listens to itself. */
  readonly action?: Action;
}

export const shortcuts: readonly Shortcut[] = [
  { keys: ['/'], does: 'Filter', action: 'filter' },
  { keys: ['Q'], does: 'Quick, saved and recent filters', action: 'filters' },
  { keys: ['O'], does: 'Copy as hubble observe', action: 'observe' },
  { keys: ['N'], does: 'Find namespace', action: 'find' },
  { keys: ['G', 'M'], does: 'Map', action: 'map' },
  { keys: ['G', 'D'], does: 'Drops', action: 'drops' },
  { keys: ['G', 'F'], does: 'Flows', action: 'flows' },
  { keys: ['Space'], does: 'Pause, resume', action: 'pause' },
  { keys: ['L'], does: 'Go live', action: 'live' },
  { keys: ['J', 'K'], does: 'Next, previous row' },
  { keys: ['Enter'], does: 'Open row' },
  { keys: ['←', '→'], does: 'Cells of the selected flow' },
  { keys: ['+', '−'], does: 'Only this value, not this value' },
  { keys: ['C'], does: 'Copy the value' },
  { keys: ['Esc'], does: 'Close popover, panel, focus', action: 'close' },
  { keys: ['Arrows'], does: 'Walk the map along its lines' },
  { keys: ['F'], does: 'Fit the map' },
  { keys: ['Z'], does: 'Fold a namespace of the map, or open it' },
  { keys: ['1'], does: 'Direct neighbours only, on the map; up to 4 steps, 0 for all' },
  { keys: ['Ctrl', 'F'], does: 'Find, while the map has the focus' },
  { keys: ['X'], does: 'Drops only, on the map', action: 'refused' },
  { keys: ['D'], does: 'Density of rows', action: 'density' },
  { keys: ['Alt', 'C'], does: 'Columns of the table', action: 'columns' },
  { keys: ['S'], does: 'Share this view', action: 'share' },
  { keys: ['T'], does: 'Theme', action: 'theme' },
  { keys: ['?'], does: 'This list', action: 'keys' },
];

/** A key as pressed, with what it was pressed on. */
export interface Press {
  readonly key: string;
  /** With Ctrl or the command key: those belong to the browser. */
  readonly modified: boolean;
  readonly alt: boolean;
  /** A field to type in, or a dialog: single letters belong to it. */
  readonly typing: boolean;
  /** A button or a link: the space bar belongs to it. */
  readonly onControl: boolean;
}

/** What a press means after `before`, the one that may have begun a sequence. `pending` begins one. */
export function actionOf(
  press: Press,
  before: string | null,
): { readonly action: Action | null; readonly pending: string | null } {
  if (press.modified || press.typing) return nothing;
  if (press.key === ' ') return press.onControl || press.alt ? nothing : { action: 'pause', pending: null };
  const key = press.key === 'Escape' ? 'Esc' : press.key.toUpperCase();
  const sequence = press.alt ? ['Alt', key] : before === null ? [key] : [before, key];
  const found = shortcuts.find(({ keys, action }) => action && keys.join() === sequence.join());
  if (found?.action) return { action: found.action, pending: null };
  if (press.alt) return nothing;
  if (before !== null) return actionOf(press, null);
  return {
    action: null,
    pending: shortcuts.some(({ keys }) => keys.length === 2 && keys[0] === key && key === 'G') ? key : null,
  };
}

const nothing = { action: null, pending: null } as const;
