// Text from the network made harmless to look at: in cells, sentences, titles and labels alike.

const named: Record<number, string> = { 27: '\\e', 13: '\\r', 10: '\\n', 9: '\\t', 0: '\\0' };
// Control and format characters (bidirectional overrides, zero-width), line separators.
const unseen = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text with what cannot be seen written as an escape, so that it neither acts nor hides. Twice is the same as once. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return named[code] ?? `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
