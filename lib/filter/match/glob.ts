// Wildcard matching without backtracking: `*` is any run of characters, everything else is itself.

/** A test for `pattern`; linear in the text for every pattern, so a reader cannot make the server think long. */
export function compileGlob(pattern: string): (text: string) => boolean {
  return compileStars(pattern, () => true);
}

/** As Hubble matches names of hosts and nodes: `*` stands for letters, digits, dots and dashes only. */
export function compileHostGlob(pattern: string): (text: string) => boolean {
  return compileStars(pattern, isHostText);
}

export const hasGlob = (pattern: string): boolean => pattern.includes('*');

const isHostText = (text: string): boolean => /^[-.0-9a-z]*$/.test(text);

function compileStars(pattern: string, mayStandFor: (text: string) => boolean): (text: string) => boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return (text) => text === first;
  const last = pieces.at(-1) ?? '';
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    return inOrder(middle, text.slice(first.length, text.length - last.length), mayStandFor);
  };
}

/**
 * Taking the leftmost place for each piece is enough. A later place never helps the pieces after it; and where the
 * piece holds a character that a star may not stand for, the star before a later place would have to swallow it.
 */
function inOrder(pieces: readonly string[], text: string, mayStandFor: (text: string) => boolean): boolean {
  let at = 0;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0 || !mayStandFor(text.slice(at, found))) return false;
    at = found + piece.length;
  }
  return mayStandFor(text.slice(at));
}
