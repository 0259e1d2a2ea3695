// Somebody, as whoever vouches for them names them.

export interface Identity {
  readonly name: string;
  readonly groups: readonly string[];
}

const mostGroups = 1_000;
const longestName = 512;

/** Names and groups as they may go on: bounded, without those that are no text. Null where there is no name. */
export function identityOf(name: unknown, groups: readonly unknown[]): Identity | null {
  const text = textOf(name);
  if (text === null) return null;
  const known = groups.map(textOf).filter((group) => group !== null);
  return { name: text, groups: [...new Set(known)].slice(0, mostGroups) };
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  // Control characters have no place in a name; they would forge lines of whatever writes them down.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text === '' || text.length > longestName || /[\u0000-\u001f\u007f]/.test(text) ? null : text;
}
