// Several texts in one cell, so that they can be told apart again.

/** The texts with `separator` between them; where one holds it, or a backslash, a backslash stands before that. */
export function joinCell(texts: readonly string[], separator: string): string {
  if (texts.length === 1 && texts[0] === '') return oneEmptyText;
  return texts.map((text) => text.replaceAll('\\', '\\\\').replaceAll(separator, `\\${separator}`)).join(separator);
}

/** What joinCell joined. An empty cell holds nothing. */
export function splitCell(cell: string, separator: string): string[] {
  if (cell === '') return [];
  if (cell === oneEmptyText) return [''];
  const texts: string[] = [];
  let text = '';
  for (let at = 0; at < cell.length; at++) {
    if (cell[at] === '\\' && at + 1 < cell.length) {
      at++;
      text += cell[at];
    } else if (cell.startsWith(separator, at)) {
      texts.push(text);
      text = '';
      at += separator.length - 1;
    } else text += cell[at];
  }
  return [...texts, text];
}

/** What no text becomes: in a text a backslash is written twice. */
const oneEmptyText = '\\';
