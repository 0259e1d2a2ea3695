// Wildcard matching without backtracking: `*` is any run of characters, everything else is itself.

/** A test for `pattern`; linear in the text for every pattern, so a reader cannot make the server think long. */
export function compileGlob(pattern: string): (text: string) => boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return (text) => text === first;
  const last = pieces.at(-1) ?? '';
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    return inOrder(middle, text, first.length, text.length - last.length);
  };
}

export const hasGlob = (pattern: string): boolean => pattern.includes('*');

/** Taking the leftmost place for each piece is enough: a later place never helps the pieces after it. */
function inOrder(pieces: readonly string[], text: string, from: number, to: number): boolean {
  let at = from;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > to) return false;
    at = found + piece.length;
  }
  return true;
}
