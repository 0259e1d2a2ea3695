// What the reader has folded and opened on the map, as text: `shop,-kube-system`, `*` for all, `-*` for none.

/** Groups go by a namespace's name, or by `*.example.com` for names under a domain. */
export interface FoldChoice {
  /** `auto`: the map folds by itself where there is too much to draw. */
  readonly others: 'auto' | 'open' | 'folded';
  readonly folded: readonly string[];
  readonly opened: readonly string[];
}

export const foldsByItself: FoldChoice = { others: 'auto', folded: [], opened: [] };

/** Takes any text: what names nothing on the map folds nothing. */
export function readFoldChoice(text: string | null): FoldChoice {
  const [folded, opened] = [new Set<string>(), new Set<string>()];
  let others: FoldChoice['others'] = 'auto';
  for (const word of (text ?? '').split(',')) {
    if (word === '*') others = 'folded';
    else if (word === '-*') others = 'open';
    else if (word.length > 1 && word.startsWith('-')) opened.add(word.slice(1));
    else if (word !== '' && word !== '-') folded.add(word);
  }
  return { others, folded: [...folded].filter((group) => !opened.has(group)), opened: [...opened] };
}

/** null: nothing was chosen. */
export function writeFoldChoice({ others, folded, opened }: FoldChoice): string | null {
  const all = { auto: [], open: ['-*'], folded: ['*'] }[others];
  const words = [...all, ...folded.toSorted(), ...opened.toSorted().map((group) => `-${group}`)];
  return words.length === 0 ? null : words.join(',');
}

export function withFolded(choice: FoldChoice, group: string, folded: boolean): FoldChoice {
  const without = (groups: readonly string[]) => groups.filter((other) => other !== group);
  const [closed, open] = [without(choice.folded), without(choice.opened)];
  return folded
    ? { ...choice, folded: [...closed, group], opened: open }
    : { ...choice, folded: closed, opened: [...open, group] };
}
