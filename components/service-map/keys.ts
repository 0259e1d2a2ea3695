// What the keys do on the map.
import type { KeyboardEvent } from 'react';
import type { Reach } from '@/lib/view/parameters';
import type { CanvasControls } from './canvas/use-canvas';
import type { Direction } from './walk';

export interface Keys extends CanvasControls {
  walk(direction: Direction): void;
  open(): void;
  release(): void;
  foldHere(): void;
  openMenu(): void;
  onFind(): void;
  onReach(reach: Reach): void;
}

export const zoomSteps = { closer: 1.25, further: 1 / 1.25 } as const;

const commands = new Map<string, (keys: Keys) => void>([
  ['ArrowLeft', (keys) => keys.walk('left')],
  ['ArrowRight', (keys) => keys.walk('right')],
  ['ArrowUp', (keys) => keys.walk('up')],
  ['ArrowDown', (keys) => keys.walk('down')],
  ['Enter', (keys) => keys.open()],
  ['Escape', (keys) => keys.release()],
  ['+', (keys) => keys.zoomBy(zoomSteps.closer)],
  ['=', (keys) => keys.zoomBy(zoomSteps.closer)],
  ['-', (keys) => keys.zoomBy(zoomSteps.further)],
  ['f', (keys) => keys.showAll()],
  ['F', (keys) => keys.showAll()],
  ['ContextMenu', (keys) => keys.openMenu()],
  ['0', (keys) => keys.onReach('all')],
  ['1', (keys) => keys.onReach('1')],
  ['2', (keys) => keys.onReach('2')],
  ['3', (keys) => keys.onReach('3')],
  ['4', (keys) => keys.onReach('4')],
  ['z', (keys) => keys.foldHere()],
  ['Z', (keys) => keys.foldHere()],
]);

export function obey(event: KeyboardEvent, keys: Keys): void {
  const command = commandFor(event, keys);
  if (!command) return;
  event.preventDefault();
  event.stopPropagation();
  command(keys);
}

/** Looking for text is the map's own business: what is not drawn in letters the browser cannot find. */
function commandFor(event: KeyboardEvent, keys: Keys): ((keys: Keys) => void) | undefined {
  if (event.target !== event.currentTarget) return undefined;
  if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey)) return keys.onFind;
  if (event.key === 'F10' && event.shiftKey) return keys.openMenu;
  return event.ctrlKey || event.metaKey || event.altKey ? undefined : commands.get(event.key);
}
