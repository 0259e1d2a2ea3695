// What each key does in the filter field.
import { blankEndsToken } from './draft';
import type { FilterField } from './field';

type Field = Pick<FilterField, 'draft' | 'completion' | 'lines' | 'active' | 'actions'>;

/** Acts on a key and tells whether it was taken; what is not taken is left to the browser. */
export function takeKey(key: string, shift: boolean, field: Field): boolean {
  switch (key) {
    case 'Enter':
      return enter(field);
    case 'Tab':
      return !shift && tab(field);
    case ' ':
      return blank(field);
    case 'Escape':
      return stepBack(field);
    case 'Backspace':
      return backspace(field);
    case 'ArrowDown':
      return point(field, Math.min(field.active + 1, field.lines.length - 1));
    case 'ArrowUp':
      return point(field, Math.max(field.active - 1, -1));
    default:
      return false;
  }
}

function enter({ lines, active, actions }: Field): true {
  const line = lines[active];
  if (line) actions.accept(line);
  else actions.take();
  return true;
}

/** Takes the fix or the completion; with nothing typed it moves the focus on, as everywhere. */
function tab({ draft, lines, active, actions }: Field): boolean {
  const line = lines[Math.max(active, 0)];
  if (draft.problem?.fix !== undefined) actions.fix(draft.problem.fix);
  else if (line && (draft.text !== '' || active >= 0)) actions.accept(line);
  else return false;
  return true;
}

function blank({ draft, actions }: Field): boolean {
  if (draft.text === '') return true;
  if (!blankEndsToken(draft.text)) return false;
  actions.take(' ');
  return true;
}

/** First the popover, then what was typed, then the field. */
function stepBack({ draft, completion, actions }: Field): true {
  if (completion) actions.closeMenu();
  else if (draft.text !== '') actions.forget();
  else actions.leave();
  return true;
}

function backspace({ draft, actions }: Field): boolean {
  if (draft.text !== '' || draft.opened || draft.at === 0) return false;
  actions.open({ list: 'on', at: draft.at - 1 });
  return true;
}

function point({ actions }: Field, active: number): true {
  actions.point(active);
  return true;
}
